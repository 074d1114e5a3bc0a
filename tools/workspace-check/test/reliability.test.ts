import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./support/workspace.js";

const text = readFileSync(join(root, "docs/reliability.md"), "utf8");
const paths = new Map(
  [...text.matchAll(/^\[([\w-]+)\]: (\S+)$/gm)].map(([, label = "", path = ""]) => [label, path]),
);
const named = [...text.matchAll(/\[([\w-]+)\]: "([^"]+)"/g)].map(([, label = "", name = ""]) => ({
  name,
  file: paths.get(label) ?? label,
}));

describe("docs/reliability.md", () => {
  it("names tests", () => {
    expect(named.length).toBeGreaterThan(30);
  });

  it.each(named)("names a test that is there: $name", ({ name, file }) => {
    const path = join(root, "docs", file);
    expect(existsSync(path), file).toBe(true);
    expect(readFileSync(path, "utf8").includes(`"${name}"`), file).toBe(true);
  });

  it("links to files that are there", () => {
    const missing = [...paths.values()].filter((path) => !existsSync(join(root, "docs", path)));
    expect(missing).toEqual([]);
  });

  it("says of each promise what holds it up", () => {
    const rows = text.split("\n").filter((line) => /^\| (?!---|promise|trouble)/.test(line));
    expect(rows.filter((row) => !/\[[\w-]+\][^|]*\|$/.test(row))).toEqual([]);
  });
});
