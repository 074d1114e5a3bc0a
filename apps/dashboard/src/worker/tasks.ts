import { calendarTask } from "./calendar-task.js";
import { carpetTask } from "./carpet-task.js";
import { dayTask } from "./day-task.js";
import { healthTask } from "./health-task.js";
import { compareTask, recordsTask, usualTask } from "./history-tasks.js";
import { panelsTask } from "./panels-task.js";
import { peaksTask } from "./peaks-task.js";
import { recordingTask } from "./recording-task.js";
import { siteTask } from "./site-task.js";

/** All that the worker can do, by name. */
export const tasks = {
  calendar: calendarTask,
  carpet: carpetTask,
  compare: compareTask,
  day: dayTask,
  health: healthTask,
  panels: panelsTask,
  peaks: peaksTask,
  recording: recordingTask,
  records: recordsTask,
  site: siteTask,
  usual: usualTask,
} as const;

type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type TaskOptions<N extends TaskName> = Parameters<Tasks[N]>[1];
export type TaskResult<N extends TaskName> = Awaited<ReturnType<Tasks[N]>>;
