import { readdir } from "node:fs/promises";
import { get } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createSite, type Simulator, startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { ageIncoming } from "./support/backlog.js";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows, expectedRows } from "./support/expected-rows.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const ended = (code: number): unknown => expect.objectContaining({ code });

describe("ninety runs, cron's way", () => {
  it("archives every reading from afternoon over midnight to morning once, whatever the gateway does meanwhile", async () => {
    const start = Date.UTC(2026, 2, 31, 16) / 1000;
    let now = start;
    await using simulator = await startSimulator({
      site: createSite({ since: start - 86_400 * 31 }),
      now: () => now,
    });
    await using recorder = await recorderFolder(simulator, '[logging]\nlevel = "WARNING"\n');
    const { folder } = recorder;
    const buffer = join(folder, "data/live_buffer");
    const env = { ENVOY_RECORDER_INTERVALS__FLUSH_BUFFER_EVERY_N_MINUTES: "10" };
    const answers: string[] = [];
    for (let i = 0; i < 90; i++) {
      const html = i === 30;
      const hang = i === 50;
      if (html) simulator.failNext("html");
      if (hang) {
        // It hangs, breaks off, and hangs again at the one retry.
        simulator.failNext("hang");
        simulator.failNext("hang");
        const child = runRecorder(["record"], { cwd: folder, env });
        const breaking = setInterval(() => simulator.dropConnections(), 500);
        expect(await child).toEqual(ended(3));
        clearInterval(breaking);
      } else {
        const run = await runRecorder(["record"], { cwd: folder, env });
        expect(run.code).toBe(html ? 3 : i === 44 ? 7 : 0);
        if (html) expect(run.stderr).toMatch(/WARNING .* did not answer with readings/);
        else if (i === 44) expect(run.stderr).toMatch(/WARNING A poll was moved to quarantine/);
        else if (i === 31 || i === 51)
          expect(run.stderr).toMatch(/WARNING The gateway gives readings again\.\n$/);
        else expect(run.stderr + run.stdout).toBe("");
        // The simulated gateway answers alike at one moment, so what the recorder was told can be asked for again.
        if (!html) answers.push(await ask(simulator));
      }
      if (i % 15 === 13) await ageIncoming(buffer);
      now += 600;
    }
    expect(await runRecorder(["flush", "--force"], { cwd: folder })).toEqual(ended(0));

    const quarantine = await readdir(join(buffer, "quarantine"));
    expect(quarantine.filter((name) => !name.endsWith(".reason.txt"))).toHaveLength(1);
    const expected = expectedRows(answers);
    expect(expected.length).toBeGreaterThan(100);
    expect(await queryArchive(join(folder, "data/parquet_archive"), archivedRows)).toEqual(
      expected,
    );
    expect(await readdir(join(folder, "data/parquet_archive/year=2026"))).toEqual([
      "month=3",
      "month=4",
    ]);
    expect((await readdir(buffer)).sort()).toEqual(["quarantine", "tmp"]);
  }, 180_000);
});

/** device_data, without any of the recorder's code. */
function ask({ host, port, token }: Simulator): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const options = {
      host,
      port,
      path: "/ivp/pdm/device_data",
      headers,
      rejectUnauthorized: false,
    };
    get(options, (answer) => {
      text(answer).then(resolve, reject);
    }).on("error", reject);
  });
}
