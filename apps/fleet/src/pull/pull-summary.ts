import type { PullResult } from "./pull-sources.js";

/** What a pull did, in one line. */
export function pullSummary({ sources, changed, files, rows, failed }: PullResult): string {
  const pulled = `${count(sources - failed)} of ${count(sources)} sources pulled`;
  const found =
    files === 0
      ? "nothing new"
      : `${count(changed)} had new files, ${counted(files, "file")}, ${counted(rows, "row")}`;
  return `${pulled}: ${found}${failed === 0 ? "" : `; ${count(failed)} could not be pulled completely`}`;
}

/** 1,234, and from a million on "1.2 M". */
function count(number: number): string {
  return number < 1_000_000
    ? number.toLocaleString("en")
    : `${(number / 1_000_000).toLocaleString("en", { maximumFractionDigits: 1 })} M`;
}

function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}
