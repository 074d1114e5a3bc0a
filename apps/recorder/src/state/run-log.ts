import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorCode, makeFolderSync } from "@envoy/durable-file";

/** What a run did and how it ended. */
export interface LoggedRun {
  readonly step: "poll" | "flush";
  /** When, in seconds since 1970. */
  readonly at: number;
  readonly exitCode: number;
}

const folderOf = (state: string): string => join(state, "runs");
const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);
const keptDays = 3;

/**
 * Notes how a step ended: one line in the file of its UTC day. It is not synced, since losing it
 * costs no reading, and whatever goes wrong with it must not fail the step.
 */
export function noteRun(
  state: string,
  step: LoggedRun["step"],
  exitCode: number,
  now: () => number = Date.now,
): void {
  const folder = folderOf(state);
  const line = `${Math.floor(now() / 1000)} ${step} ${exitCode}\n`;
  const append = (): void =>
    appendFileSync(join(folder, `${dayOf(now())}.txt`), line, { mode: 0o600 });
  try {
    append();
  } catch (error) {
    if (errorCode(error) !== "ENOENT") return;
    try {
      makeFolderSync(folder, 0o700);
      append();
    } catch {
      // The next run tries again.
    }
  }
}

/** Removes the files of all days but the last ones. */
export function forgetOldRuns(state: string, now: () => number = Date.now): void {
  const oldest = `${dayOf(now() - (keptDays - 1) * 86_400_000)}.txt`;
  for (const name of filesIn(folderOf(state))) {
    if (name >= oldest) continue;
    try {
      rmSync(join(folderOf(state), name), { force: true });
    } catch {
      // The next flush tries again.
    }
  }
}

/** The steps that are noted, oldest first. A line that power loss has damaged is left out. */
export function readRuns(state: string): readonly LoggedRun[] {
  const runs: LoggedRun[] = [];
  for (const name of filesIn(folderOf(state))) {
    const text = textOf(join(folderOf(state), name));
    for (const [, at, step, code] of text.matchAll(/^(\d{10}) (poll|flush) (\d{1,3})$/gm)) {
      runs.push({
        at: Number(at),
        step: step === "poll" ? "poll" : "flush",
        exitCode: Number(code),
      });
    }
  }
  return runs;
}

/** Empty if it cannot be read: what it would have said is then unknown. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{4}-\d{2}-\d{2}\.txt$/.test(name))
      .sort();
  } catch {
    return [];
  }
}
