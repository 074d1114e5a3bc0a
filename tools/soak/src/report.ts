import type { Tally } from "./tally.js";

/** What a soak found. */
export interface Report {
  readonly seed: number;
  readonly minutes: number;
  readonly tally: Tally;
  /** Simulated. */
  readonly days: number;
  /** How often a month was read during the run. */
  readonly reads: number;
  readonly rows: number;
  /** What went wrong; none after a good soak. */
  readonly findings: readonly string[];
}

/** More would hide the others. */
const mostFindings = 30;

/** Prints the numbers and the verdict, its last line in the form of vitest's own, which the gate counts. */
export function printReport({ seed, minutes, tally, days, reads, rows, findings }: Report): void {
  console.log(`
simulated days      ${days.toFixed(1)}
runs                ${tally.count("runs")}
  ended with        ${tally.list("run ended with ")}
polls acknowledged  ${tally.count("polls acknowledged")}, and ${tally.count("lists acknowledged")} lists of all inverters
faults of gateway   ${tally.sum("trouble: gateway ")} (${tally.list("trouble: gateway ")})
clock jumps         ${tally.sum("trouble: clock ")} (${tally.list("trouble: clock is ")})
full disks          ${tally.count("trouble: disk fills")}
faults of the Hub   ${tally.count("trouble: Hub fails")}
signals             ${tally.list("signal: ")}
reads of a month    ${reads}
rows archived       ${rows}
`);
  for (const finding of findings.slice(0, mostFindings)) console.log(`LOST OR WRONG: ${finding}`);
  if (findings.length > mostFindings) console.log(`and ${findings.length - mostFindings} more`);
  if (findings.length === 0)
    console.log("Every acknowledged poll is there, each key once, no row invented.");
  else console.log(`To repeat it: npm run soak -- --seed ${seed} --minutes ${minutes}`);
  console.log(`      Tests  ${findings.length === 0 ? "1 passed" : "1 failed"} (1)`);
}
