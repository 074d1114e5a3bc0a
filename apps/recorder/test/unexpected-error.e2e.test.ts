import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const site = { host: "127.0.0.1", port: 9, token: "" };

/** Runs `status` with a bug in it. */
async function runWithBug(bug: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  await using recorder = await recorderFolder({ ...site, token: "aaa" });
  const hook = join(recorder.folder, "bug.cjs");
  await writeFile(hook, bug);
  const cwd = recorder.folder;
  return await runRecorder(["status"], { cwd, env: { ...env, NODE_OPTIONS: `--require ${hook}` } });
}

describe.each([
  [
    "once the log is started",
    "Intl.DateTimeFormat = function () { throw new TypeError('a bug'); };",
  ],
  ["before", "process.getuid = () => { throw new TypeError('a bug'); };"],
])("an unforeseen error, %s", (_, bug) => {
  it("is one line that calls it a bug and says how to see more", async () => {
    const { code, stderr } = await runWithBug(bug, {});
    expect(code).toBe(1);
    expect(stderr.split("\n")).toEqual([expect.stringMatching(/bug of the recorder.*a bug/), ""]);
    expect(stderr).toContain('logging.level = "DEBUG"');
    expect(stderr).toContain("ENVOY_RECORDER_LOGGING__LEVEL=DEBUG");
  });

  it("has a stack at level DEBUG", async () => {
    const { code, stderr } = await runWithBug(bug, { ENVOY_RECORDER_LOGGING__LEVEL: "debug" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/\n {4}at .*bug\.cjs/);
  });
});
