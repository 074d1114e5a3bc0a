import type { Archive } from "./archive.js";

/** What a task gets beside its options. */
export interface TaskContext {
  readonly archive: Archive;
  readonly signal: AbortSignal;
  /** Tells the page how much is done, from 0 to 1. */
  readonly progress: (share: number) => void;
}

/** Something that the worker does for the page: its options and its result are cloned on the way. */
export type Task<Options, Result> = (context: TaskContext, options: Options) => Promise<Result>;
