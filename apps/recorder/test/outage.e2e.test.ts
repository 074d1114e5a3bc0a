import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { expect, it } from "vitest";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

it("a gateway that stays away is logged at the beginning, hourly, and when it is back", async () => {
  await using simulator = await startSimulator();
  await using recorder = await recorderFolder(simulator, '[logging]\nlevel = "WARNING"\n');
  const { folder } = recorder;
  const note = join(folder, "data/state/gateway-away");
  const away = { ENVOY_RECORDER_ENVOY__PORT: "1" };
  const first = await runRecorder(["record"], { cwd: folder, env: away });
  expect(first).toMatchObject({ code: 3, stderr: expect.stringContaining("ERROR") });
  const second = await runRecorder(["record"], { cwd: folder, env: away });
  expect(second).toMatchObject({ code: 3, stderr: "" });
  await writeFile(note, String(Math.floor(Date.now() / 1000) - 3600));
  const hourLater = await runRecorder(["record"], { cwd: folder, env: away });
  expect(hourLater).toMatchObject({ code: 3, stderr: expect.stringContaining("ERROR") });
  const back = await runRecorder(["record"], { cwd: folder });
  expect(back.code).toBe(0);
  expect(back.stderr).toMatch(/WARNING The gateway answers again\.\n$/);
  expect(existsSync(note)).toBe(false);
  const good = await runRecorder(["record"], { cwd: folder });
  expect(good).toMatchObject({ code: 0, stderr: "" });
});
