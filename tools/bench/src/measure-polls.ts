import { writeFileSync } from "node:fs";
import type { Simulator } from "@envoy/envoy-simulator";
import type { Goal, Scoreboard } from "@envoy/measure";
import { barePoll } from "./baselines.js";
import { goals } from "./goals.js";
import { compare, cpuMsOf } from "./measure.js";
import { assertGrown, type Month } from "./month.js";
import { flush, record } from "./recorder.js";
import { freshFolder } from "./site.js";
import type { Workspace } from "./workspace.js";

/**
 * A poll, without and with a flush, beside a bare script that asks and writes. As in nearly every
 * minute, an earlier poll has kept the gateway's fingerprint, so that `/info` is not asked first, and an earlier flush of
 * the day has made the daily summary.
 */
export async function measurePolls(
  runs: number,
  simulator: Simulator,
  month: Month,
  workspace: Workspace,
  scoreboard: Scoreboard,
): Promise<void> {
  const script = workspace.path("bare-poll.mjs");
  writeFileSync(script, barePoll);
  const { host, port, token } = simulator;
  const bare = [script, host, String(port), token, workspace.path("answer.json")];

  const measure = async (goal: Goal, makeFolder: () => string): Promise<void> => {
    const { ratio, cpuMs, baselineMs } = await compare(
      runs,
      () => cpuMsOf(record, makeFolder()),
      () => cpuMsOf(bare, workspace.folder),
    );
    scoreboard.report(goal, ratio, `${cpuMs.toFixed(0)} ms over ${baselineMs.toFixed(0)} ms`);
  };

  await cpuMsOf(record, freshFolder(workspace.path("first-poll"), { envoy: simulator }));
  await cpuMsOf(flush, workspace.path("first-poll"));
  const state = workspace.path("first-poll/data/state");
  const options = { state, envoy: simulator };
  await measure(goals.poll, () => freshFolder(workspace.path("poll"), options));
  const { archive, quarterHour: polls } = month;
  const folder = workspace.path("flush");
  await measure(goals.flush, () => freshFolder(folder, { ...options, polls, archive }));
  assertGrown(folder, month);
}
