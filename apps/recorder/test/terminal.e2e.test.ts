import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";
import { hasTerminals, type } from "./support/terminal.js";

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
