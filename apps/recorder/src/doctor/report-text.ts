import { styleText } from "node:util";
import { counted } from "../counted.js";
import { wrapLine } from "../wrap-line.js";
import type { Findings } from "./examine.js";
import type { Finding } from "./finding.js";

/** Where the report is read. */
interface Reader {
  /** The width that lines are broken at; undefined where there is no terminal. */
  readonly columns: number | undefined;
}

const styles = { ok: "green", warn: "yellow", fail: "red", skipped: "dim" } as const;

const words = { ok: "ok", warn: "warn", fail: "FAIL", skipped: "skip" } as const;

const statusWidth = 6;
const idWidth = 13;

/** One line for each check, what to do indented below it, and a line that counts. Coloured where standard output and `NO_COLOR` let it. */
export function reportText(findings: Findings, { columns }: Reader): string {
  const indent = statusWidth + idWidth;
  // What is below a check is not indented as far on a narrow terminal.
  const narrow = columns !== undefined && columns < 70 ? statusWidth : indent;
  const lines = findings.flatMap(([id, { status, message, advice }]) => {
    const head = `${words[status].padEnd(statusWidth)}${id.padEnd(idWidth)}`;
    const [first = "", ...rest] = wrap(head + message, columns, narrow);
    return [
      styleText(styles[status], first.slice(0, statusWidth)) + first.slice(statusWidth),
      ...rest,
      ...(advice === undefined
        ? []
        : wrap(`${" ".repeat(narrow)}→ ${advice}`, columns, narrow + 2)),
    ];
  });
  return [...lines, "", countText(findings)].join("\n");
}

function countText(findings: Findings): string {
  const count = (status: Finding["status"]): number =>
    findings.filter(([, finding]) => finding.status === status).length;
  const [failed, warned] = [count("fail"), count("warn")];
  if (failed + warned === 0) return "All is well.";
  const parts = [
    ...(failed === 0 ? [] : [`${failed} of ${findings.length} checks failed`]),
    ...(warned === 0 ? [] : [counted(warned, "warning")]),
  ];
  return `${parts.join(", ")}.`;
}

/** Wrapped where there is a terminal. */
function wrap(text: string, columns: number | undefined, indent: number): readonly string[] {
  return columns === undefined ? [text] : wrapLine(text, columns, indent);
}
