import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import * as module from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Simulator, startSimulator } from "@envoy/envoy-simulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recorderFolder } from "./support/recorder-process.js";

let simulator: Simulator;
let site: Awaited<ReturnType<typeof recorderFolder>>;
const program = (): string => join(site.folder, "program");
const cache = (): string => join(program(), "bundle/compile-cache");

beforeAll(async () => {
  simulator = await startSimulator();
  site = await recorderFolder(simulator, '[logging]\nlevel = "WARNING"\n');
  // A copy of the program: other tests fill the cache of this one meanwhile.
  const original = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
  for (const part of ["bin", "bundle", "package.json"]) {
    await cp(original(part), join(program(), part), { recursive: true });
  }
  await symlink(original("../../node_modules"), join(program(), "node_modules"));
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});
beforeEach(() => rm(cache(), { recursive: true, force: true }));

async function run(): Promise<void> {
  const args = [join(program(), "bin/envoy-recorder.cjs"), "record"];
  const { stderr } = await promisify(execFile)(process.execPath, args, { cwd: site.folder });
  expect(stderr).toBe("");
}

/** The cached files, each with its inode, which changes when a file is written again. */
async function cached(): Promise<readonly { readonly path: string; readonly inode: number }[]> {
  const names = await readdir(cache(), { recursive: true }).catch(() => []);
  const files = names.sort().map(async (name) => {
    const path = join(cache(), name);
    const stats = await stat(path);
    return stats.isFile() ? [{ path, inode: stats.ino }] : [];
  });
  return (await Promise.all(files)).flat();
}

/** Puts a poll into the buffer that is old enough to be flushed. */
async function makeFlushDue(): Promise<void> {
  const incoming = join(site.folder, "data/live_buffer/incoming");
  await mkdir(incoming, { recursive: true });
  await writeFile(join(incoming, "1700000000.json"), JSON.stringify({ deviceCount: 0 }));
}

describe.runIf("enableCompileCache" in module)("the compile cache", () => {
  it("is completed by the first run that flushes, and not written again", async () => {
    await run();
    const first = await cached();
    expect(first.length).toBeGreaterThan(0);
    await makeFlushDue();
    await run();
    const complete = await cached();
    expect(complete.length).toBeGreaterThan(first.length);
    await run();
    await makeFlushDue();
    await run();
    expect(await cached()).toEqual(complete);
  });

  it("does no harm if its bytes are damaged", async () => {
    await run();
    const files = await cached();
    expect(files.length).toBeGreaterThan(0);
    for (const { path } of files) {
      const bytes = await readFile(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0x41;
      await writeFile(path, bytes);
    }
    await run();
  });
});

it("a run needs no folder for its compile cache", async () => {
  await writeFile(cache(), "a file where the folder should be");
  await run();
});
