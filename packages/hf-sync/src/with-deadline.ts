import { HubSyncError } from "./errors.js";

/** How long a task may take, and what ends it before. */
export interface Deadline {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What the error says did not happen within that time, such as "The upload to me/solar did not finish". */
  readonly unfinished: string;
}

/** Does something until a deadline. Rejects with `HubSyncError` if that has passed, else as `task` does or with the signal's reason. */
export async function withDeadline<T>(
  { deadlineMs, signal, unfinished }: Deadline,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await task(signal ? AbortSignal.any([signal, deadline]) : deadline);
  } catch (error) {
    signal?.throwIfAborted();
    if (!deadline.aborted) throw error;
    const message = `${unfinished} within ${deadlineMs / 1000} s; try again later.`;
    throw new HubSyncError("ERR_UNREACHABLE", message, { cause: error });
  }
}
