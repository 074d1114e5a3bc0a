import {
  allowedBetweenProjects,
  allowedBetweenRooms,
  importsBetweenProjects,
  importsBetweenRooms,
  readProjects,
} from "@envoy/workspace-check";
import { describe, expect, it } from "vitest";
import { folderWith, root } from "./support/workspace.js";

const projects = readProjects(root);

describe("this workspace", () => {
  it("has only the imports between projects that are allowed", () => {
    expect(importsBetweenProjects(projects)).toEqual(allowedBetweenProjects);
  });

  it("has only the imports between rooms that are allowed, where they are listed", () => {
    const checked = projects.filter(({ name }) => name in allowedBetweenRooms);
    const found = checked.map((project) => [project.name, importsBetweenRooms(project)]);
    expect(Object.fromEntries(found)).toEqual(allowedBetweenRooms);
  });
});

describe("importsBetweenProjects", () => {
  it("finds imports, exports, types and dynamic imports in nested folders, but not in comments", () => {
    const folder = folderWith({
      "packages/a/package.json": '{ "name": "@x/a" }',
      "packages/a/src/index.ts": 'export { b } from "@x/b";\n// import "@x/f"\n',
      "packages/a/src/deep/er/one.ts": 'import type { C } from "@x/c/part";\nimport "node:fs";\n',
      "packages/a/src/deep/two.ts": 'const d = await import("@x/d");\nimport "@x/a";\n',
      "packages/a/test/a.test.ts": 'import "@x/e";\n',
      "packages/b/package.json": '{ "name": "@x/b" }',
      "packages/c/package.json": '{ "name": "@x/c" }',
      "tools/d/package.json": '{ "name": "@x/d" }',
      "tools/e/package.json": '{ "name": "@x/e" }',
      "apps/f/package.json": '{ "name": "@x/f" }',
    });
    expect(importsBetweenProjects(readProjects(folder))).toEqual({
      a: ["b", "c", "d"],
      b: [],
      c: [],
      d: [],
      e: [],
      f: [],
    });
  });
});

describe("importsBetweenRooms", () => {
  it("takes each folder and each file directly below src for a room", () => {
    const folder = folderWith({
      "apps/a/package.json": '{ "name": "a" }',
      "apps/a/src/main.ts": 'import "./cli/run.js";\n',
      "apps/a/src/cli/run.ts": 'import "./help.js";\nimport "../commands/record.js";\n',
      "apps/a/src/cli/help.ts":
        'import manifest from "../../package.json" with { type: "json" };\n',
      "apps/a/src/commands/record.ts": 'import type { Page } from "../poll/deep/page.js";\n',
      "apps/a/src/poll/deep/page.ts": 'import "../capture.js";\nimport "undici";\n',
      "apps/a/src/poll/capture.ts": "export {};\n",
    });
    expect(readProjects(folder).map(importsBetweenRooms)).toEqual([
      { cli: ["commands"], commands: ["poll"], main: ["cli"], poll: [] },
    ]);
  });
});
