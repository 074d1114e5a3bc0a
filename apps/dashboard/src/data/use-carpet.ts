import { useEffect, useState } from "preact/hooks";
import type { CarpetMonth } from "../worker/carpet-task.js";
import type { Failure } from "../worker/failure.js";
import { failureOfTask, readSite, site } from "./site.js";
import { runTask } from "./worker-client.js";

/** The months of a year as far as they are known. */
export interface CarpetYear {
  /** In order; undefined where one is not there yet. */
  readonly months: readonly (CarpetMonth | undefined)[];
  /** How many of them have been read. */
  readonly done: number;
  readonly failure: Failure | undefined;
  readonly retry: () => void;
}

/** Reads a year of one inverter month by month, while a component is shown. */
export function useCarpet(inverter: string, months: readonly string[]): CarpetYear {
  const revision = site.value?.revision;
  const key = [inverter, ...months].join();
  const [attempt, setAttempt] = useState(0);
  const [failure, setFailure] = useState<Failure>();
  const [known, setKnown] = useState<{
    readonly key: string;
    readonly months: ReadonlyMap<string, CarpetMonth>;
  }>({ key, months: new Map() });

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setFailure(undefined);
    const read = async (): Promise<void> => {
      // One after the other: the worker keeps two months at most.
      for (const month of months) {
        const result = await runTask("carpet", { inverter, month }, { signal });
        setKnown((before) => {
          const others = before.key === key ? before.months : [];
          return { key, months: new Map([...others, [month, result]]) };
        });
      }
    };
    read().catch((error: unknown) => {
      if (!signal.aborted) setFailure(failureOfTask(error));
    });
    return () => controller.abort();
  }, [key, revision, attempt]);

  const shown = known.key === key ? known.months : undefined;
  return {
    months: months.map((month) => shown?.get(month)),
    done: shown?.size ?? 0,
    failure,
    retry: () => void readSite().then(() => setAttempt((number) => number + 1)),
  };
}
