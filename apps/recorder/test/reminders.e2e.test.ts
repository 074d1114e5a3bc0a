import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { expect, it } from "vitest";
import { ageNote } from "./support/note.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

it("a secret that others can read is warned of by a flush once a day", async () => {
  await using simulator = await startSimulator();
  await using recorder = await recorderFolder(simulator, '[logging]\nlevel = "WARNING"\n');
  const { folder: cwd } = recorder;
  await chmod(join(cwd, "config.toml"), 0o644);
  const flush = async (): Promise<string> => {
    await runRecorder(["record"], { cwd });
    return (await runRecorder(["flush", "--force"], { cwd })).stderr;
  };
  expect(await flush()).toMatch(/WARNING Other users of this machine can read the secret/);
  expect(await flush()).toBe("");
  await ageNote(join(cwd, "data/state/reminders.json"), 86_400);
  expect(await flush()).toContain("WARNING");
});
