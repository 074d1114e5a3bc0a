import { type LoggedRun, readRuns } from "../state/run-log.js";

/** How the polls and flushes of the last days went. */
export interface RunFacts {
  /** Undefined if none is noted. */
  readonly lastPoll: LoggedRun | undefined;
  readonly lastFlush: LoggedRun | undefined;
  /** Minutes of the last day, or since the first noted poll if that is later. */
  readonly minutes: number;
  /** Those in which no usable poll was saved: it failed, or nothing ran. */
  readonly missed: number;
}

const dayMinutes = 1440;

/** Reads the log of runs; `now` in milliseconds since 1970. The minute that has just begun is not counted. */
export function runFacts(config: { readonly state: string }, now: number): RunFacts {
  const runs = readRuns(config.state);
  const polls = runs.filter(({ step }) => step === "poll");
  const thisMinute = Math.floor(now / 60_000);
  const minuteOf = ({ at }: LoggedRun): number => Math.floor(at / 60);
  const first = polls[0] === undefined ? thisMinute : minuteOf(polls[0]);
  const since = Math.max(first, thisMinute - dayMinutes);
  const saved = new Set(polls.filter(({ exitCode }) => exitCode === 0).map(minuteOf));
  const minutes = Math.max(0, thisMinute - since);
  let missed = 0;
  for (let minute = since; minute < thisMinute; minute++) if (!saved.has(minute)) missed++;
  return {
    lastPoll: polls.at(-1),
    lastFlush: runs.findLast(({ step }) => step === "flush"),
    minutes,
    missed,
  };
}
