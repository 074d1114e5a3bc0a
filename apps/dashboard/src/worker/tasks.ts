import { dayTask } from "./day-task.js";
import { panelsTask } from "./panels-task.js";
import { recordingTask } from "./recording-task.js";
import { siteTask } from "./site-task.js";

/** All that the worker can do, by name. */
export const tasks = {
  day: dayTask,
  panels: panelsTask,
  recording: recordingTask,
  site: siteTask,
} as const;

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type TaskOptions<N extends TaskName> = Parameters<Tasks[N]>[1];
export type TaskResult<N extends TaskName> = Awaited<ReturnType<Tasks[N]>>;
