import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

describe("schedule", () => {
  it("prints a line that records in cron's bare environment and prints nothing", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const folder = join(recorder.folder, "100% sun's roof");
    await mkdir(folder);
    await rename(join(recorder.folder, "config.toml"), join(folder, "config.toml"));
    const printed = await runRecorder(["schedule", "print", "--cron"], { cwd: folder });
    expect(printed).toMatchObject({ code: 0, stderr: "" });
    const command = printed.stdout.replace("* * * * * ", "").replaceAll("\\%", "%");
    const env = { HOME: "/", SHELL: "/bin/sh", PATH: "/usr/bin:/bin" };
    const ran = await promisify(execFile)("/bin/sh", ["-c", command], { cwd: "/", env });
    expect(ran).toMatchObject({ stdout: "", stderr: "" });
    expect(await readdir(join(folder, "data/live_buffer/incoming"))).toHaveLength(1);
  });

  it("prints the units of a timer, or of a watch", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const print = (...args: string[]): ReturnType<typeof runRecorder> =>
      runRecorder(["schedule", "print", ...args], { cwd: recorder.folder });
    const timer = await print("--systemd");
    expect(timer.stdout.match(/^# \/etc.*/gm)).toHaveLength(2);
    for (const args of [["--watch"], ["--systemd", "--watch"]]) {
      const { stdout } = await print(...args);
      expect(stdout).toMatch(/^ExecStart=.* watch --config /m);
      expect(stdout.match(/^# \/etc.*/gm)).toHaveLength(1);
    }
    expect(await print("--cron", "--watch")).toMatchObject({ code: 2 });
  });

  it("keeps each byte of the user's other lines, and removes only its own", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await writeFile(
      join(folder, "crontab"),
      '#!/bin/sh\nwhile [ "$1" = -u ]; do shift 2; done\nif [ "$1" = -l ]; then cat "$HOME/tab"; else cat >"$HOME/new" && mv "$HOME/new" "$HOME/tab"; fi\n',
    );
    await chmod(join(folder, "crontab"), 0o755);
    const others = Buffer.from("# caf\xe9\n0 5 * * * backup\n", "latin1");
    await writeFile(join(folder, "tab"), others);
    await writeFile(join(folder, "zwei-dächer.toml"), await readFile(join(folder, "config.toml")));
    const env = { HOME: folder, PATH: `${folder}:${process.env["PATH"]}` };
    const schedule = (...args: string[]): ReturnType<typeof runRecorder> => {
      const configs = ["--config", "config.toml", "--config", "zwei-dächer.toml"];
      return runRecorder(["schedule", ...args, "--cron", ...configs], { cwd: folder, env });
    };
    for (let i = 0; i < 2; i++) expect(await schedule("install")).toMatchObject({ code: 0 });
    const installed = await readFile(join(folder, "tab"));
    expect(installed.subarray(0, others.length)).toEqual(others);
    expect(installed.toString().trimEnd().split("\n")).toHaveLength(4);
    expect(installed.toString()).toContain("zwei-dächer.toml");
    expect(await schedule("remove")).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, "tab"))).toEqual(others);
  });

  it("does not replace a crontab that cannot be read", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await writeFile(
      join(folder, "crontab"),
      '#!/bin/sh\nfor last; do :; done\n[ "$last" = - ] && touch "$HOME/written"\necho disk trouble >&2; exit 1\n',
    );
    await chmod(join(folder, "crontab"), 0o755);
    const env = { HOME: folder, PATH: `${folder}:${process.env["PATH"]}` };
    const failed = await runRecorder(["schedule", "install", "--cron"], { cwd: folder, env });
    expect(failed.code).toBe(5);
    expect(failed.stderr).toContain("disk trouble");
    expect(await readdir(folder)).not.toContain("written");
  });
});
