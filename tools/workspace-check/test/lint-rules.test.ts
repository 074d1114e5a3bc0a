import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, root } from "./support/workspace.js";

/** The rules of this workspace's biome.json that are broken in a workspace of these files. */
function brokenRules(files: Readonly<Record<string, string>>): string[] {
  const folder = folderWith({ ".gitignore": "dist/\n", ...files });
  copyFileSync(join(root, "biome.json"), join(folder, "biome.json"));
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, "node_modules/@biomejs/biome/bin/biome"), "lint", "--reporter=github"],
    { cwd: folder, encoding: "utf8" },
  );
  const rules = [...stdout.matchAll(/title=lint\/\w+\/(\w+)/g)].map(([, rule = ""]) => rule);
  return [...new Set(rules)].sort();
}

describe("the linter", () => {
  it("accepts imports in one direction", () => {
    const files = {
      "packages/a/src/one.ts": "export type One = 1;\n",
      "packages/a/src/two.ts": 'import type { One } from "./one.js";\nexport type Two = One | 2;\n',
    };
    expect(brokenRules(files)).toEqual([]);
  });

  it("refuses import cycles, also of types alone and across folders", () => {
    const files = {
      "packages/a/src/one.ts":
        'import type { Two } from "./deep/two.js";\nexport type One = Two | 1;\n',
      "packages/a/src/deep/two.ts":
        'import type { One } from "../one.js";\nexport type Two = One | 2;\n',
    };
    expect(brokenRules(files)).toEqual(["noImportCycles"]);
  });

  it("refuses logging and the environment in a package, but not in an app", () => {
    const text = [
      'import { argv, env } from "node:process";',
      'console.log(argv, env["A"], process.env["B"]);',
    ].join("\n");
    expect(brokenRules({ "packages/a/src/a.ts": text })).toEqual([
      "noConsole",
      "noProcessEnv",
      "noRestrictedImports",
    ]);
    expect(brokenRules({ "apps/a/src/a.ts": text })).toEqual([]);
  });

  it("refuses files of more than 300 lines", () => {
    const lines = Array.from({ length: 301 }, (_, i) => `export const line${i} = ${i};\n`);
    expect(brokenRules({ "apps/a/src/a.ts": lines.slice(1).join("") })).toEqual([]);
    expect(brokenRules({ "apps/a/src/a.ts": lines.join("") })).toEqual(["noExcessiveLinesPerFile"]);
  });

  it("refuses an export of everything, a default export, and a name that is not kebab-case", () => {
    const files = {
      "packages/a/src/index.ts": 'export * from "./fileName.js";\n',
      "packages/a/src/fileName.ts": "export default 1;\n",
    };
    expect(brokenRules(files)).toEqual([
      "noDefaultExport",
      "noReExportAll",
      "useFilenamingConvention",
    ]);
  });
});
