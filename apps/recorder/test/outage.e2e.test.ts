import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Simulator, startSimulator } from "@envoy/envoy-simulator";
import type { Ended } from "@envoy/started-program";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ageNote } from "./support/note.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const quiet = '[logging]\nlevel = "WARNING"\n';
const back = /WARNING The gateway gives readings again\.\n$/;

let simulator: Simulator;
let recorder: Awaited<ReturnType<typeof recorderFolder>>;
let note = "";
beforeEach(async () => {
  simulator = await startSimulator();
  recorder = await recorderFolder(simulator, quiet);
  note = join(recorder.folder, "data/state/outage.json");
});
afterEach(async () => {
  await simulator.close();
  await recorder[Symbol.asyncDispose]();
});

const record = (env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  runRecorder(["record"], { cwd: recorder.folder, env });

describe("a gateway that gives no readings", () => {
  it("and stays away is logged at the beginning, hourly, and when it is back", async () => {
    const away = { ENVOY_RECORDER_ENVOY__PORT: "1" };
    const logged = { code: 3, stderr: expect.stringMatching(/ERROR .*nothing is listening/) };
    expect(await record(away)).toMatchObject(logged);
    expect(await record(away)).toMatchObject({ code: 3, stderr: "" });
    await ageNote(note, 3600);
    expect(await record(away)).toMatchObject(logged);
    expect(await record()).toMatchObject({ code: 0, stderr: expect.stringMatching(back) });
    expect(existsSync(note)).toBe(false);
    expect(await record()).toMatchObject({ code: 0, stderr: "" });
    expect(await record(away)).toMatchObject(logged);
  });

  it("but a web page is logged as seldom, and ends each run with 3", async () => {
    const pageOnce = (): Promise<Ended> => {
      simulator.failNext("html");
      return record();
    };
    const logged = {
      code: 3,
      stderr: expect.stringMatching(/WARNING .* not answer with readings/),
    };
    expect(await pageOnce()).toMatchObject(logged);
    expect(await pageOnce()).toMatchObject({ code: 3, stderr: "" });
    await ageNote(note, 3600);
    expect(await pageOnce()).toMatchObject(logged);
    expect(await record()).toMatchObject({ code: 0, stderr: expect.stringMatching(back) });
  });

  it("and fails in another way is logged at once, and each way once an hour", async () => {
    const away = { ENVOY_RECORDER_ENVOY__PORT: "1" };
    const unknown = { ENVOY_RECORDER_ENVOY__IP_ADDRESS: "gateway.invalid" };
    await record(away);
    expect(await record(unknown)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/ERROR .*gateway\.invalid/),
    });
    expect(await record(away)).toMatchObject({ code: 3, stderr: "" });
    expect(await record(unknown)).toMatchObject({ code: 3, stderr: "" });
    simulator.failNext("html");
    expect(await record()).toMatchObject({ code: 3, stderr: expect.stringContaining("WARNING") });
  });

  it("because it refuses the token is logged once a day", async () => {
    const refused = { ENVOY_RECORDER_ENVOY__TOKEN: "secret.secret.secret" };
    const logged = { code: 4, stderr: expect.stringContaining("refused the token") };
    expect(await record(refused)).toMatchObject(logged);
    await ageNote(note, 3600);
    expect(await record(refused)).toMatchObject({ code: 4, stderr: "" });
    await ageNote(note, 86_400);
    expect(await record(refused)).toMatchObject(logged);
    expect(await record()).toMatchObject({ code: 0, stderr: expect.stringMatching(back) });
  });
});
