import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startHubEmulator } from "@envoy/hub-emulator";
import { describe, expect, it } from "vitest";

const packages = fileURLToPath(new URL("../../../packages/", import.meta.url));
const names = readdirSync(packages).sort();

/** The imports between packages that docs/architecture.md allows. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "durable-file": [],
  "envoy-client": [],
  "envoy-simulator": [],
  "hf-sync": [],
  "parquet-archive": ["durable-file"],
  "wal-buffer": ["durable-file"],
};

describe("the packages", () => {
  it("are those of the plan", () => {
    expect(names).toEqual(Object.keys(allowed).sort());
  });

  it.each(names)("%s imports only the siblings it may", (name) => {
    const source = join(packages, name, "src");
    const imported = new Set<string>();
    for (const file of readdirSync(source, { encoding: "utf8", recursive: true })) {
      if (!file.endsWith(".ts")) continue;
      const text = readFileSync(join(source, file), "utf8");
      for (const [, sibling = ""] of text.matchAll(/["']@envoy\/([a-z-]+)/g)) imported.add(sibling);
    }
    expect([...imported].sort()).toEqual(allowed[name]);
    const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(
      readFileSync(join(packages, name, "package.json"), "utf8"),
    );
    const declared = Object.keys(dependencies).filter((dependency) =>
      dependency.startsWith("@envoy/"),
    );
    expect(declared.map((dependency) => dependency.slice("@envoy/".length))).toEqual(allowed[name]);
  });

  it.each(names)("%s has a README whose example runs", async (name) => {
    const readme = readFileSync(join(packages, name, "README.md"), "utf8");
    const [, example = ""] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
    const file = join(packages, name, "readme-example.mjs");
    const folder = await mkdtemp(join(tmpdir(), "hub-"));
    await using hub = await startHubEmulator({ folder });
    writeFileSync(file, example);
    try {
      const env = { ...process.env, HF_ENDPOINT: hub.url, HF_TOKEN: hub.token };
      const run = await promisify(execFile)(process.execPath, [file], { env, timeout: 20_000 });
      expect(run.stderr).toBe("");
      expect(run.stdout.length).toBeGreaterThan(10);
    } finally {
      rmSync(file);
      rmSync(folder, { recursive: true });
    }
  });
});
