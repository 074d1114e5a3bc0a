import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { importsBetweenProjects, readProjects, sourceFiles } from "@envoy/workspace-check";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { root } from "./support/workspace.js";

const projects = readProjects(root);
const imports = importsBetweenProjects(projects);

describe.each(projects)("$kind/$name", ({ kind, name, folder, manifest }) => {
  it("has the fields that all projects share", () => {
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/\.$/),
      license: "MIT",
      type: "module",
      engines: { node: ">=20.19" },
      exports: { "./package.json": "./package.json" },
      scripts: { build: expect.stringMatching(/^tsc -b/) },
    });
    // The page is published as a part of the recorder.
    expect(manifest.private ?? false).toBe(kind === "tools" || name === "dashboard");
  });

  it("is built after what it imports", () => {
    const text = readFileSync(join(folder, "tsconfig.src.json"), "utf8");
    const { references = [] }: { references?: { path: string }[] } = JSON.parse(text);
    const referenced = references.map(({ path }) => path.split("/").at(-2));
    expect(referenced.sort()).toEqual(imports[name]);
  });

  it("has a test target where it has tests", () => {
    const hasTests = sourceFiles(join(folder, "test")).some((file) => file.endsWith(".test.ts"));
    const command = hasTests ? "vitest run --config ../../vitest.config.ts" : undefined;
    expect(manifest.scripts?.["test"]).toBe(command);
  });

  it("names its files after concepts", () => {
    const files = ["src", "test"].flatMap((part) => sourceFiles(join(folder, part)));
    expect(files.filter(isBag)).toEqual([]);
  });
});

describe.each(projects.filter(({ kind }) => kind === "packages"))("$kind/$name", (project) => {
  const { name, folder, manifest } = project;

  it("can be published", () => {
    expect(manifest).toMatchObject({
      exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
      sideEffects: false,
      files: ["dist", "src", "!dist/.*"],
      keywords: expect.arrayContaining([expect.any(String)]),
      publishConfig: { access: "public" },
      scripts: { "pack-check": "publint --strict && attw --pack --profile esm-only" },
    });
    expect(existsSync(join(folder, "LICENSE"))).toBe(true);
  });

  it("depends on the siblings that it imports", () => {
    const siblings = projects
      .filter((sibling) => sibling.manifest.name in (manifest.dependencies ?? {}))
      .map((sibling) => sibling.name);
    expect(siblings.sort()).toEqual(imports[name]);
  });
});

const withIndex = projects.filter(({ folder }) => existsSync(join(folder, "src/index.ts")));

describe.each(withIndex)("the index of $name", ({ folder }) => {
  it("exports by name, and does nothing else", () => {
    const text = readFileSync(join(folder, "src/index.ts"), "utf8");
    expect(otherThanNamedExports(text)).toEqual([]);
  });
});

describe("the checks themselves", () => {
  it("see what is no export by name", () => {
    const statements = [
      'export { a } from "./a.js";',
      'export type { B } from "./b.js";',
      'export * from "./c.js";',
      'export * as d from "./d.js";',
      "export default 1;",
      "export const e = 1;",
      'import "./f.js";',
    ];
    expect(otherThanNamedExports(statements.join("\n"))).toEqual(statements.slice(2));
  });

  it("see bags by the name of a file or a folder", () => {
    const files = ["a.ts", "utils.ts", "deep/helpers/a.ts", "types.test.ts", "type-of-day.ts"];
    expect(files.filter(isBag)).toEqual(["utils.ts", "deep/helpers/a.ts", "types.test.ts"]);
  });
});

/** The statements of a module that are not like `export { name } from "./file.js"`. */
function otherThanNamedExports(text: string): string[] {
  const file = ts.createSourceFile("index.ts", text, ts.ScriptTarget.Latest);
  const isNamedExport = (node: ts.Statement): boolean =>
    ts.isExportDeclaration(node) &&
    node.moduleSpecifier !== undefined &&
    node.exportClause !== undefined &&
    ts.isNamedExports(node.exportClause);
  return file.statements.filter((node) => !isNamedExport(node)).map((node) => node.getText(file));
}

/** Some part of the path is a name that says nothing of what is inside. */
function isBag(path: string): boolean {
  const bags = ["common", "helpers", "misc", "types", "utils"];
  return path.split("/").some((part) => bags.includes(part.split(".")[0] ?? ""));
}
