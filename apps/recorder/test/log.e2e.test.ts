import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { logEvents } from "../src/log/events.js";
import { writeBacklog } from "./support/backlog.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";
import { hasTerminals, type } from "./support/terminal.js";

const json = '[logging]\nformat = "json"\nfile = "logs/recorder.log"\n';

/** The events of a JSON log's lines, each of which has all fields. */
function eventsOf(text: string): readonly string[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const fields = JSON.parse(line);
      expect(Object.keys(fields)).toEqual(["time", "level", "event", "message"]);
      expect(fields.time).toBe(new Date(fields.time).toISOString());
      expect(Object.keys(logEvents)).toContain(fields.event);
      return fields.event;
    });
}

describe("logging.format", () => {
  it("gives as JSON a line for each event, in the file and on standard error", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator, json);
    const { folder } = recorder;
    await writeBacklog(folder, 3);
    const { stderr } = await runRecorder(["record"], { cwd: folder });
    expect(eventsOf(stderr)).toEqual(["poll_saved", "flush_done"]);
    expect(await readFile(join(folder, "logs/recorder.log"), "utf8")).toBe(stderr);
    await simulator.close();
    const failed = await runRecorder(["record", "--quiet"], { cwd: folder });
    expect(eventsOf(failed.stderr)).toEqual(["gateway_unreachable"]);
    const level = { ENVOY_RECORDER_LOGGING__LEVEL: "CRITICAL" };
    const silent = await runRecorder(["record"], { cwd: folder, env: level });
    expect(silent).toMatchObject({ code: 3, stderr: "" });
  });

  it("is by default text, of which a run is one line", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    await writeBacklog(recorder.folder, 3);
    const { stderr } = await runRecorder(["record"], { cwd: recorder.folder });
    expect(stderr).toMatch(/^\S+Z INFO saved \d+ bytes as \S+; flushed 4 polls, .*\n$/);
  });

  it.runIf(hasTerminals)("leaves a terminal its text", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator, json);
    const { folder } = recorder;
    expect(await type(folder, "record")).toEqual([0, expect.stringMatching(/Z INFO saved \d+/)]);
    expect(eventsOf(await readFile(join(folder, "logs/recorder.log"), "utf8"))).toHaveLength(1);
  });
});
