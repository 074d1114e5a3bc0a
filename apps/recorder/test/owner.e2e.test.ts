import { execFileSync } from "node:child_process";
import { chmod, chown, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const uid = 12_345;
const asUser = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];

/** Whether the tests run as root, which can become another user who can run the program too. */
function canChangeUser(): boolean {
  if (process.getuid?.() !== 0) return false;
  const [command = "", ...rest] = [...asUser, process.execPath, import.meta.filename];
  try {
    execFileSync(command, [...rest.slice(0, -1), "--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.runIf(canChangeUser())("a run as root", () => {
  it("is refused in another user's folders, and leaves nothing there", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await chown(folder, uid, uid);
    const refused = await runRecorder(["record"], { cwd: folder });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${folder} belongs to user ${uid}`);
    expect(await readdir(folder)).toEqual(["config.toml"]);
    await chown(join(folder, "config.toml"), uid, uid);
    expect(await runRecorder(["record"], { cwd: folder, under: asUser })).toMatchObject({
      code: 0,
    });
    expect((await stat(join(folder, "data"))).uid).toBe(uid);
  });

  it("that left files behind is named by the user's runs, with what to do about it", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    expect(await runRecorder(["record"], { cwd: folder })).toMatchObject({ code: 0 });
    for (const path of [".", "config.toml"]) await chown(join(folder, path), uid, uid);
    const doctor = await runRecorder(["doctor"], { cwd: folder, under: asUser });
    expect(doctor.code).toBe(5);
    expect(doctor.stdout).toMatch(
      /^FAIL {2}folders .*EACCES.*\n.* sudo chown -R 12345:12345 '.*data'$/m,
    );
    const failed = await runRecorder(["record"], { cwd: folder, under: asUser });
    expect(failed.code).toBe(5);
    expect(failed.stderr).toContain(
      `belongs to root. To take it back: sudo chown -R ${uid}:${uid} '${join(folder, "data")}'\n`,
    );
    execFileSync("chown", ["-R", `${uid}:${uid}`, join(folder, "data")]);
    expect(await runRecorder(["record"], { cwd: folder, under: asUser })).toMatchObject({
      code: 0,
    });
  });

  it("is not advised to take a folder of the system's", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await chmod(folder, 0o755);
    await chown(join(folder, "config.toml"), uid, uid);
    const paths = { LIVE_BUFFER: "buffer", PARQUET_ARCHIVE: "archive", STATE: "state" };
    const env = Object.fromEntries(
      Object.entries(paths).map(([key, name]) => [
        `ENVOY_RECORDER_PATHS__${key}`,
        `/opt/no such folder/${name}`,
      ]),
    );
    const failed = await runRecorder(["record"], { cwd: folder, env, under: asUser });
    expect(failed).toMatchObject({ code: 5, stderr: expect.stringContaining("belongs to root.") });
    expect(failed.stderr).not.toContain("chown");
  });
});
