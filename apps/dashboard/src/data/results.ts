// What views show, by the names that the worker's tasks give it.
export type { DaysWithGap } from "../worker/days-with-gaps.js";
export type { ComparedDays, Health } from "../worker/health-task.js";
export type { Panels } from "../worker/panels-task.js";
export type { ArchiveTable, Recording } from "../worker/recording-task.js";
