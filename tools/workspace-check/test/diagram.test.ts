import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withDiagrams } from "@envoy/workspace-check";
import { describe, expect, it } from "vitest";
import { root } from "./support/workspace.js";

describe("the diagrams of docs/architecture.md", () => {
  const page = readFileSync(join(root, "docs/architecture.md"), "utf8");

  it("show today's imports; if not, `npm run diagram` makes them anew", () => {
    expect(page).toBe(withDiagrams(page, root));
  });

  it("need their place on the page", () => {
    expect(() => withDiagrams("# Architecture", root)).toThrow(/The page needs the lines/);
  });
});
