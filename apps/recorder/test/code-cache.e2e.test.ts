import { mkdir, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Simulator, startSimulator } from "@envoy/envoy-simulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

let simulator: Simulator;
let site: Awaited<ReturnType<typeof recorderFolder>>;
beforeAll(async () => {
  simulator = await startSimulator();
  site = await recorderFolder(simulator, '[logging]\nlevel = "WARNING"\n');
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

const home = (): string => join(site.folder, "caches");
const cache = (): string => join(home(), "envoy-recorder");
beforeEach(() => rm(home(), { recursive: true, force: true }));

async function run(args: readonly string[] = [], env: Record<string, string> = {}): Promise<void> {
  const ended = await runRecorder(args, {
    cwd: site.folder,
    env: { XDG_CACHE_HOME: home(), ...env },
  });
  expect(ended).toMatchObject({ code: 0, stderr: "" });
}

/** What is saved: each file's name with its inode, which is another after each time it is saved. */
async function saved(): Promise<readonly string[]> {
  const names = await readdir(cache()).catch(() => []);
  return Promise.all(
    names.sort().map(async (name) => `${name} ${(await stat(join(cache(), name))).ino}`),
  );
}

/** Puts a poll into the buffer that is old enough to be flushed. */
async function makeFlushDue(): Promise<void> {
  const incoming = join(site.folder, "data/live_buffer/incoming");
  await mkdir(incoming, { recursive: true });
  await writeFile(join(incoming, "1700000000.json"), JSON.stringify({ deviceCount: 0 }));
}

describe("the code cache", () => {
  it("is saved by the first minute, for its user alone, and taken by the next", async () => {
    await run();
    const first = await saved();
    expect(first.join()).toMatch(/main\.cjs\.v.*minute-/s);
    expect(first.join()).not.toContain(".tmp");
    expect((await stat(cache())).mode & 0o777).toBe(0o700);
    for (const name of await readdir(cache())) {
      expect((await stat(join(cache(), name))).mode & 0o777).toBe(0o600);
    }
    await run(["record"]);
    expect(await saved()).toEqual(first);
    const withConfig = ["record", "--config", "config.toml"];
    await run(withConfig);
    const second = await saved();
    expect(second.join()).toContain("command-line-");
    await run(withConfig);
    expect(await saved()).toEqual(second);
  });

  it("is completed by the first minute that flushes, and taken whether a poll came before or not", async () => {
    await run();
    const first = await saved();
    await makeFlushDue();
    await run();
    const second = await saved();
    expect(second.length).toBeGreaterThan(first.length);
    await makeFlushDue();
    await run();
    await makeFlushDue();
    await run(["flush", "--force"]);
    expect(await saved()).toEqual(second);
  });

  it("is made anew where a byte is wrong or some are missing", async () => {
    await run();
    const first = await saved();
    for (const name of await readdir(cache())) {
      const path = join(cache(), name);
      const bytes = await readFile(path);
      if (name.startsWith("main")) await truncate(path, bytes.length >> 1);
      else if (name.startsWith("minute")) {
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0x41;
        await writeFile(path, bytes);
      } else await truncate(path, 0);
    }
    await run();
    const second = await saved();
    expect(second.filter((entry) => first.includes(entry))).toEqual([]);
    await run();
    expect(await saved()).toEqual(second);
  });

  it("forgets what earlier builds and runs that were killed have left", async () => {
    await mkdir(cache(), { recursive: true });
    const left = ["minute-00000000.cjs.v20.0.0-x64", "main.cjs.v20.0.0-x64.77.tmp"];
    for (const name of left) await writeFile(join(cache(), name), "");
    await writeFile(join(cache(), "main.cjs.v20.0.0-x64"), "another Node's");
    await writeFile(join(cache(), "main.cjs.v19.0.0-x64"), "a Node that is gone");
    await utimes(join(cache(), "main.cjs.v19.0.0-x64"), 1.7e9, 1.7e9);
    await run();
    const names = await readdir(cache());
    expect(names.filter((name) => left.includes(name))).toEqual([]);
    expect(names).not.toContain("main.cjs.v19.0.0-x64");
    expect(names).toContain("main.cjs.v20.0.0-x64");
  });

  it("is no trouble where it cannot be written", async () => {
    await run([], { XDG_CACHE_HOME: "/proc/nowhere" });
    await writeFile(home(), "a file where the folder should be");
    await run();
  });

  it("is no trouble where nobody has a home", async () => {
    const hook = join(site.folder, "homeless.cjs");
    await writeFile(hook, 'require("node:os").homedir = () => { throw new Error("ENOENT"); };');
    await run([], { XDG_CACHE_HOME: "", NODE_OPTIONS: `--require=${hook}` });
  });

  it("is not saved each minute where V8 takes no code, and again where it was long ago", async () => {
    await run();
    const first = await saved();
    const otherFlags = { NODE_OPTIONS: "--stack-trace-limit=20" };
    await run([], otherFlags);
    expect(await saved()).toEqual(first);
    for (const name of await readdir(cache())) await utimes(join(cache(), name), 0, 0);
    await run([], otherFlags);
    expect((await saved()).filter((entry) => first.includes(entry))).toEqual([]);
  });

  it("is left alone by other commands, by a run that failed, and where Node's own is turned off", async () => {
    await run(["--help"]);
    await run(["flush", "--force"]);
    await run([], { NODE_DISABLE_COMPILE_CACHE: "1" });
    const noConfig = join(site.folder, "no-config");
    await mkdir(noConfig);
    const failed = await runRecorder([], { cwd: noConfig, env: { XDG_CACHE_HOME: home() } });
    expect(failed.code).not.toBe(0);
    expect(await saved()).toEqual([]);
  });

  it("is shared by runs that begin at once", async () => {
    await Promise.all(Array.from({ length: 8 }, () => run()));
    const first = await saved();
    await run();
    expect(await saved()).toEqual(first);
  });
});
