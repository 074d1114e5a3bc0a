import type { Failure } from "../worker/failure.js";
import type { Answer, Request } from "../worker/messages.js";
import type { SourceAddress } from "../worker/source.js";
import type { TaskName, TaskOptions, TaskResult } from "../worker/tasks.js";
import workerUrl from "../worker/worker.ts?worker&url";

/** What could not be read; `failure` says why, and what code it has. */
export class TaskError extends Error {
  override readonly name = "TaskError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

interface Waiting {
  readonly done: (result: unknown) => void;
  readonly failed: (error: Error) => void;
  readonly progress: (share: number) => void;
}

const waiting = new Map<number, Waiting>();
let lastId = 0;

/**
 * A worker at an address has the content security policy that its own answer carries, and a static Space sends none. One that is
 * made here has the page's, and so has what it imports.
 */
const entry = new Blob([`import ${JSON.stringify(workerUrl)};`], { type: "text/javascript" });
const worker = new Worker(URL.createObjectURL(entry), { type: "module" });
worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
  const call = waiting.get(data.id);
  if (data.kind === "progress") return call?.progress(data.share);
  waiting.delete(data.id);
  if (data.kind === "done") call?.done(data.result);
  else call?.failed(new TaskError(data.failure));
});
worker.addEventListener("error", ({ message = "" }) => {
  const failure = {
    code: "ERR_UNEXPECTED",
    message: `The page's worker stopped. ${message}`,
  } as const;
  for (const { failed } of waiting.values()) failed(new TaskError(failure));
  waiting.clear();
});

/** Which archive all tasks are about from now on. */
export function openArchive(source: SourceAddress): void {
  tell({ kind: "open", source });
}

/** Has the worker do a task. Rejects with a {@link TaskError}, or with the signal's reason. */
export function runTask<N extends TaskName>(
  task: N,
  options: TaskOptions<N>,
  {
    signal,
    progress = () => undefined,
  }: { readonly signal?: AbortSignal; readonly progress?: (share: number) => void } = {},
): Promise<TaskResult<N>> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const id = ++lastId;
    waiting.set(id, {
      // The worker's table of tasks and its answers are typed by the same names.
      done: (result) => resolve(result as TaskResult<N>),
      failed: reject,
      progress,
    });
    signal?.addEventListener("abort", () => {
      if (!waiting.delete(id)) return;
      tell({ kind: "abort", id });
      reject(signal.reason);
    });
    tell({ kind: "start", id, task, options });
  });
}

function tell(request: Request): void {
  worker.postMessage(request);
}
