// What views show, by the names that the worker's tasks give it.
export type { Panels } from "../worker/panels-task.js";
