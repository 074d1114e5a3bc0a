// The worker: fetches, decodes and calculates, so that the page never waits for it.
import { Archive } from "./archive.js";
import { failureOf } from "./failure.js";
import type { Answer, Request } from "./messages.js";
import { openSource } from "./source.js";
import type { Task } from "./task.js";
import { tasks } from "./tasks.js";
import { buffersOf } from "./transfer.js";

const running = new Map<number, AbortController>();
let archive: Archive | undefined;

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  if (data.kind === "open") archive = new Archive(openSource(data.source));
  else if (data.kind === "abort") running.get(data.id)?.abort();
  else void run(data);
});

async function run({ id, task, options }: Extract<Request, { kind: "start" }>): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  running.set(id, controller);
  try {
    if (archive === undefined) throw new TypeError("No archive is open.");
    // The page's side of the call checks that the options are those of the task.
    const perform = tasks[task] as Task<unknown, unknown>;
    const progress = (share: number): void => answer({ kind: "progress", id, share });
    const result = await perform({ archive, signal, progress }, options);
    if (!signal.aborted) answer({ kind: "done", id, result }, buffersOf(result));
  } catch (error) {
    if (!signal.aborted) answer({ kind: "failed", id, failure: failureOf(error) });
  } finally {
    running.delete(id);
  }
}

function answer(message: Answer, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
