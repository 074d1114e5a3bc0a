import { spawn, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const program = fileURLToPath(new URL("../bin/envoy-recorder.cjs", import.meta.url));

/** The arguments of util-linux's `script` that run a command at a pseudo-terminal. */
const atTerminal = (command: string): readonly string[] => ["-qec", command, "/dev/null"];

const hasTerminals = spawnSync("script", atTerminal("test -t 1")).status === 0;

/** Runs the program as a person does; resolves to its exit code and to what the terminal shows. */
function type(cwd: string, line: string): Promise<readonly [number | null, string]> {
  const child = spawn("script", atTerminal(`'${process.execPath}' '${program}' ${line}`), {
    cwd,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let shown = "";
  child.stdout.on("data", (data) => {
    shown += String(data);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve([code, shown]));
  });
}

describe.runIf(hasTerminals)("a command that a person types", () => {
  it.each(["warning", "CRITICAL"])("answers when logging.level is %s", async (level) => {
    await using simulator = await startSimulator();
    const logging = `[logging]\nlevel = "${level}"\nfile = "log.txt"\n`;
    await using recorder = await recorderFolder(simulator, logging);
    const { folder } = recorder;
    for (const line of ["", "record"]) {
      expect(await type(folder, line)).toEqual([0, expect.stringMatching(/ INFO saved \d+ bytes/)]);
    }
    expect(await type(folder, "flush -f")).toEqual([0, expect.stringContaining("flushed 2 polls")]);
    expect(await type(folder, "flush")).toEqual([0, expect.stringContaining("Nothing to flush")]);
    expect(await type(folder, "upload")).toEqual([2, expect.stringContaining("nowhere to upload")]);
    await simulator.close();
    for (const line of ["record", "token"]) {
      expect(await type(folder, line)).toEqual([
        3,
        expect.stringContaining("nothing is listening"),
      ]);
    }
    const cron = await runRecorder(["record"], { cwd: folder });
    expect(cron).toMatchObject({ code: 3, stdout: "" });
    // The log file is as quiet as the config says.
    const log = await readFile(join(folder, "log.txt"), "utf8").catch(() => "");
    expect(log).not.toContain("INFO");
  });
});
