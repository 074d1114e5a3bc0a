import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkIds } from "../src/check/finding.js";
import { exitCodeMeaning } from "../src/errors/exit-code.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The first two cells of each row of the table below a heading. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const [, section = ""] = readme.split(`## ${heading}\n`);
  const [text = ""] = section.split("\n## ");
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, 3)
      .map((cell) => cell.trim()),
  );
}

describe("README.md", () => {
  it("lists every exit code with its meaning", () => {
    expect(rowsBelow("Exit codes")).toEqual(Object.entries(exitCodeMeaning));
  });

  it("lists every check", () => {
    expect(rowsBelow("What check looks at").map(([id]) => id)).toEqual(
      checkIds.map((id) => `\`${id}\``),
    );
  });
});
