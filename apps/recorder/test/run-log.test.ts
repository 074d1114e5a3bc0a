import { appendFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forgetOldRuns, noteRun, readRuns } from "../src/state/run-log.js";

let state = "";
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "run-log-"));
});
afterEach(() => rm(state, { recursive: true, force: true }));

const at = (time: string) => (): number => Date.parse(time);

describe("the log of runs", () => {
  it("has how each step ended, over midnight", () => {
    noteRun(state, "poll", 0, at("2026-06-01T23:59:00Z"));
    noteRun(state, "flush", 5, at("2026-06-01T23:59:01Z"));
    noteRun(state, "poll", 3, at("2026-06-02T00:00:00Z"));
    expect(readRuns(state).map(({ step, exitCode }) => [step, exitCode])).toEqual([
      ["poll", 0],
      ["flush", 5],
      ["poll", 3],
    ]);
    expect(readRuns(state)[2]?.at).toBe(Date.parse("2026-06-02T00:00:00Z") / 1000);
  });

  it("is forgotten after three days", async () => {
    for (const day of ["01", "02", "03", "04"]) noteRun(state, "poll", 0, at(`2026-06-${day}`));
    forgetOldRuns(state, at("2026-06-04T12:00:00Z"));
    expect(await readdir(join(state, "runs"))).toHaveLength(3);
  });

  it("leaves out a line that power loss has damaged", async () => {
    noteRun(state, "poll", 0, at("2026-06-01T00:00:00Z"));
    await writeFile(join(state, "runs/2026-06-02.txt"), "17803\0\0\0\n1780358460 poll 0\n");
    expect(readRuns(state)).toHaveLength(2);
  });

  it("leaves out a line that was torn and went on with the next", async () => {
    noteRun(state, "poll", 0, at("2026-06-01T00:00:00Z"));
    await appendFile(join(state, "runs/2026-06-01.txt"), "178027");
    noteRun(state, "poll", 0, at("2026-06-01T00:01:00Z"));
    noteRun(state, "poll", 0, at("2026-06-01T00:02:00Z"));
    expect(readRuns(state).map(({ at }) => at % 86_400)).toEqual([0, 120]);
  });

  it("fails nothing where it cannot be written or read", async () => {
    await writeFile(join(state, "runs"), "a file is in the way");
    expect(() => noteRun(state, "poll", 0)).not.toThrow();
    expect(() => forgetOldRuns(state)).not.toThrow();
    expect(readRuns(state)).toEqual([]);
  });
});
