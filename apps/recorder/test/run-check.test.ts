import { describe, expect, it } from "vitest";
import { loadConfig } from "../src/config/config.js";
import type { CheckContext } from "../src/doctor/checks.js";
import { ok } from "../src/doctor/finding.js";
import { runCheck } from "../src/doctor/run-check.js";

const config = await loadConfig("/nowhere/config.toml", {
  ENVOY_RECORDER_ENVOY__IP_ADDRESS: "192.0.2.50",
});

const context = (signal = new AbortController().signal): CheckContext => ({
  config,
  environment: {},
  now: 0,
  visit: new Promise(() => undefined),
  signal,
  onProgress: () => undefined,
});

describe("one check of the doctor", () => {
  it("is its finding", async () => {
    expect(await runCheck({ run: () => ok("well") }, context())).toEqual(ok("well"));
  });

  it("fails if it does not end in time, and is told to end", async () => {
    let seen: AbortSignal | undefined;
    const hang = async ({ visit, signal }: CheckContext): Promise<never> => {
      seen = signal;
      await visit;
      throw new Error("not reached");
    };
    const finding = await runCheck({ run: hang, limitSeconds: 0.05 }, context());
    expect(finding).toMatchObject({
      status: "fail",
      message: "the check did not end within 0.05 s",
      exitCode: 1,
    });
    expect(seen?.aborted).toBe(true);
  });

  it("fails with what it throws, and an error of the disk with 5", async () => {
    const thrower = (error: Error) => ({ run: () => Promise.reject(error) });
    expect(await runCheck(thrower(new TypeError("no such thing")), context())).toMatchObject({
      status: "fail",
      exitCode: 1,
    });
    const full = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", syscall: "read" });
    expect(await runCheck(thrower(Object.assign(full, { errno: -5 })), context())).toMatchObject({
      status: "fail",
      exitCode: 5,
    });
  });

  it("ends when the run is stopped", async () => {
    const stop = new AbortController();
    const finding = runCheck(
      { run: async ({ visit }) => ok(String(await visit)) },
      context(stop.signal),
    );
    stop.abort(new Error("stopped by SIGINT"));
    await expect(finding).rejects.toThrow("stopped by SIGINT");
  });
});
