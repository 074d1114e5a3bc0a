import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pageTable } from "../src/pages/page-table.js";
import { paths } from "../src/pages/paths.js";
import { replayed } from "./support/answers.js";
import { gateway } from "./support/resources.js";

const here = fileURLToPath(new URL("..", import.meta.url));
const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));
const readme = readFileSync(join(here, "README.md"), "utf8");
const snippets = [...readme.matchAll(/```(?:ts|js)\n([\s\S]*?)```/g)].map(([, code = ""]) => code);

/** The snippets that need more than a gateway with a token, by what is in them. */
const notRun = ["enlightenTokens", "discover", "@envoy/envoy-simulator"];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "readme-"));
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["@envoy", "@types", "multicast-dns", "undici", "undici-types"])
    symlinkSync(join(modules, name), join(folder, "node_modules", name));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the README", () => {
  it("has snippets that compile in a strict project, and run as they are but for the address", async () => {
    const simulator = await gateway({ replay: replayed(answers) });
    const { port, token } = simulator;
    const files = snippets.map((code, i) => {
      const here = code.replaceAll('host: "192.0.2.50"', `host: "127.0.0.1", port: ${port}`);
      writeFileSync(join(folder, `${i}.ts`), here);
      return `${i}.ts`;
    });
    compile(files);
    writeFileSync(join(folder, "envoy-token.txt"), `${token}\n`);
    const runnable = files.filter((_, i) => !notRun.some((text) => snippets[i]?.includes(text)));
    expect(runnable.length).toBeGreaterThan(2);
    for (const file of runnable) await firstOutput(file.replace(".ts", ".js"));
    expect(readFileSync(join(folder, "device_data.json"), "utf8")).toBe('{"deviceCount":0}');
  }, 60_000);

  it("lists the pages that are read, and no others", () => {
    const [, table = ""] = /## What it reads\n([\s\S]*?)\n\n[A-Z]/.exec(readme) ?? [];
    const listed = [...table.matchAll(/`(\/[^`]+)`/g)].map(([, path]) => path);
    const read = Object.values(pageTable).map(({ path }) => path);
    expect(new Set(listed)).toEqual(new Set([...read, paths.checkToken]));
  });

  it("has a line for each error code that is thrown, and for no others", () => {
    const [, table = ""] = /## Errors\n([\s\S]*?)\n## /.exec(readme) ?? [];
    const listed = [...table.matchAll(/^\| `(ERR_\w+)`/gm)].map(([, code]) => code);
    const source = join(here, "src");
    const files = readdirSync(source, { recursive: true, encoding: "utf8" });
    const texts = files.filter((file) => file.endsWith(".ts") && file !== "errors.ts");
    const thrown = texts.flatMap((file) =>
      [...readFileSync(join(source, file), "utf8").matchAll(/new EnvoyError\(\s*"(ERR_\w+)"/g)].map(
        ([, code]) => code,
      ),
    );
    expect(new Set(listed)).toEqual(new Set(thrown));
    expect(listed).toHaveLength(new Set(listed).size);
    const declared = readFileSync(join(source, "errors.ts"), "utf8").matchAll(/\| "(ERR_\w+)"/g);
    expect(new Set([...declared].map(([, code]) => code))).toEqual(new Set(thrown));
  });
});

const answers = {
  "/production.json": { production: [{ type: "eim", activeCount: 1, wNow: 480, whLifetime: 9 }] },
  "/ivp/pdm/device_data": { deviceCount: 0 },
};

function compile(files: readonly string[]): void {
  const compilerOptions = {
    strict: true,
    module: "nodenext",
    target: "es2022",
    lib: ["es2023", "esnext.disposable"],
    types: ["node"],
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  const require = createRequire(import.meta.url);
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", stdio: "pipe" });
}

/** Runs a program until it ends, or has written something; fails if that is an error. */
async function firstOutput(file: string): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [file], { cwd: folder, timeout: 20_000 });
  let errors = "";
  child.stderr?.on("data", (data) => {
    errors += data;
    child.kill();
  });
  child.stdout?.on("data", (data) => {
    if (String(data).includes("480 W")) child.kill();
    else errors += `unexpected: ${data}`;
  });
  await new Promise((resolve) => child.once("close", resolve));
  expect(errors, readFileSync(join(folder, file), "utf8")).toBe("");
}
