import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../worker/failure.js";
import type { TaskName, TaskOptions, TaskResult } from "../worker/tasks.js";
import { failureOfTask, readSite, site } from "./site.js";
import { runTask } from "./worker-client.js";

/** How far a task is. What is known is shown while it is done anew. */
export type TaskState<Result> =
  | { readonly kind: "loading"; readonly share: number }
  | { readonly kind: "ready"; readonly result: Result }
  | { readonly kind: "failed"; readonly failure: Failure; readonly retry: () => void };

/** Enough to go back and forth through a fortnight. */
const capacity = 16;
const results = new Map<string, unknown>();

/**
 * Does a task of the worker while a component is shown: again for other options and for another revision of the
 * archive. A task that nobody waits for any longer is aborted.
 */
export function useTask<N extends TaskName>(
  task: N,
  options: TaskOptions<N>,
): TaskState<TaskResult<N>> {
  const revision = site.value?.revision;
  const key = JSON.stringify([task, options]);
  const [attempt, setAttempt] = useState(0);
  const [latest, setLatest] = useState<{
    readonly key: string;
    readonly state: TaskState<TaskResult<N>>;
  }>();

  useEffect(() => {
    const known = `${revision} ${key}`;
    if (results.has(known)) {
      setLatest({ key, state: { kind: "ready", result: results.get(known) as TaskResult<N> } });
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const progress = (share: number): void =>
      setLatest((before) =>
        before?.key === key && before.state.kind === "ready"
          ? before
          : { key, state: { kind: "loading", share } },
      );
    runTask(task, options, { signal, progress }).then(
      (result) => {
        keep(known, result);
        setLatest({ key, state: { kind: "ready", result } });
      },
      (error: unknown) => {
        if (signal.aborted) return;
        const failure = failureOfTask(error);
        const retry = (): void => {
          setLatest(undefined);
          void readSite().then(() => setAttempt((number) => number + 1));
        };
        setLatest({ key, state: { kind: "failed", failure, retry } });
      },
    );
    return () => controller.abort();
  }, [key, revision, attempt]);

  return latest?.key === key ? latest.state : { kind: "loading", share: 0 };
}

function keep(key: string, result: unknown): void {
  results.set(key, result);
  const [oldest] = results.keys();
  if (results.size > capacity && oldest !== undefined) results.delete(oldest);
}

export type { CalendarYear } from "../worker/calendar-task.js";
export type { DayGap } from "../worker/day-gaps.js";
export type { Day } from "../worker/day-task.js";
export type { Comparison, PeriodTotal } from "../worker/history-tasks.js";
