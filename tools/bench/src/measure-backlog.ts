import { writeFileSync } from "node:fs";
import type { Scoreboard } from "@envoy/measure";
import { bareParse } from "./baselines.js";
import { goals } from "./goals.js";
import { compare, cpuMsOf, peakMegabytesOf } from "./measure.js";
import { flush } from "./recorder.js";
import { freshFolder, writePolls } from "./site.js";
import type { Workspace } from "./workspace.js";

/** A month's backlog, plain and gzipped, beside a script that only reads and parses it. */
export async function measureBacklogs(
  runs: number,
  workspace: Workspace,
  scoreboard: Scoreboard,
): Promise<void> {
  const script = workspace.path("bare-parse.mjs");
  writeFileSync(script, bareParse);
  for (const gzip of [false, true]) {
    const polls = workspace.path(gzip ? "gzipped-polls" : "polls");
    writePolls(polls, { polls: 43_200, gzip });
    const freshBacklog = (): string => freshFolder(workspace.path("backlog"), { polls });
    const { ratio, cpuMs, baselineMs } = await compare(
      runs,
      () => cpuMsOf(flush, freshBacklog()),
      () => cpuMsOf([script, polls], workspace.folder),
    );
    const detail = `${(cpuMs / 1000).toFixed(2)} s over ${(baselineMs / 1000).toFixed(2)} s`;
    scoreboard.report(gzip ? goals.gzippedBacklog : goals.backlog, ratio, detail);
    if (gzip) continue;
    scoreboard.report(goals.backlogMemory, await peakMegabytesOf(flush, freshBacklog()));
  }
}
