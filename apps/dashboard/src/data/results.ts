// What views show, by the names that the worker's tasks give it.
export type { CarpetMonth } from "../worker/carpet-task.js";
export type { DaysWithGap } from "../worker/days-with-gaps.js";
export type { ComparedDays, Health } from "../worker/health-task.js";
export type { Range } from "../worker/panel-ranges.js";
export type { Panels } from "../worker/panels-task.js";
export type { YearPeak } from "../worker/peaks-task.js";
export type { ArchiveTable, Recording } from "../worker/recording-task.js";
