import { wrapLine } from "../wrap-line.js";

/** Breaks each line so that it fits; one that is indented stays whole. */
export function wrapText(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => (line.startsWith(" ") ? line : wrapLine(line, columns)))
    .join("\n");
}
