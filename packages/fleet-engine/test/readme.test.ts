import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { temporaryFolder } from "./support/temporary-folder.js";

const here = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(here, "README.md"), "utf8");

it("has a README whose example runs", () => {
  const folder = temporaryFolder();
  try {
    const [, code = ""] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
    writeFileSync(join(folder.path, "example.mjs"), code);
    mkdirSync(join(folder.path, "node_modules", "@envoy"), { recursive: true });
    symlinkSync(here, join(folder.path, "node_modules", "@envoy", "fleet-engine"));
    const { path: cwd } = folder;
    const env = { ...process.env, TMPDIR: cwd };
    const output = execFileSync(process.execPath, ["example.mjs"], { cwd, env, encoding: "utf8" });
    expect(output).toBe("3n readings\n");
  } finally {
    folder.remove();
  }
});

it("has a line for each error code, and for no others", () => {
  const listed = [...readme.matchAll(/^\| `(ERR_\w+)`/gm)].map(([, code]) => code);
  const declared = readFileSync(join(here, "src/errors.ts"), "utf8").matchAll(/\| "(ERR_\w+)"/g);
  expect(listed).toEqual([...declared].map(([, code]) => code));
  const sources = readdirSync(join(here, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith("errors.ts"))
    .concat("duckdb-errors.ts", "spark-errors.ts")
    .map((name) => readFileSync(join(here, "src", name), "utf8"))
    .join("\n");
  for (const code of listed) expect(sources).toContain(`"${code}"`);
});
