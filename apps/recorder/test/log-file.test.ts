import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendToLog } from "../src/log/log-file.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "log-file-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const log = (): string => join(folder, "recorder.log");

async function linesOfAll(): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith("recorder.log"));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.flatMap((text) => text.split("\n").filter(Boolean));
}

/** Has a process of its own append so many lines. */
function appendInProcess(who: string, lines: number, keepFiles: number): Promise<unknown> {
  const module = fileURLToPath(new URL("../dist/log/log-file.js", import.meta.url));
  const script = `import { appendToLog } from ${JSON.stringify(module)};
    for (let i = 0; i < ${lines}; i++)
      appendToLog(${JSON.stringify(log())}, \`${who} \${i} \${"x".repeat(80)}\\n\`, { maxBytes: 2000, keepFiles: ${keepFiles} });`;
  return promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
}

describe("the log file", () => {
  it("keeps each line of several processes whole while each of them turns it over", async () => {
    const names = ["a", "b", "c", "d"];
    await Promise.all(names.map((name) => appendInProcess(name, 500, 1000)));
    const lines = await linesOfAll();
    const expected = names.flatMap((name) =>
      Array.from({ length: 500 }, (_, i) => `${name} ${i} ${"x".repeat(80)}`),
    );
    expect([...lines].sort()).toEqual(expected.sort());
    expect((await stat(log())).size).toBeLessThanOrEqual(2000);
  });

  it("keeps so many older files, the newest, and nobody else's", async () => {
    await writeFile(`${log()}.1`, "logrotate's");
    for (let i = 0; i < 40; i++) appendToLog(log(), `${i}\n`, { maxBytes: 10, keepFiles: 2 });
    const names = (await readdir(folder)).sort();
    expect(names).toHaveLength(4);
    expect(names.slice(0, 2)).toEqual(["recorder.log", "recorder.log.1"]);
    await rm(`${log()}.1`);
    expect((await linesOfAll()).map(Number).sort((a, b) => a - b)).toEqual([
      31, 32, 33, 34, 35, 36, 37, 38, 39,
    ]);
  });
});
