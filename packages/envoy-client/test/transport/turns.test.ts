import { execFile } from "node:child_process";
import { getEventListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { memoryTokenStore, TokenKeeper } from "@envoy/envoy-client";
import { describe, expect, it } from "vitest";
import { silentInTls } from "../support/loopback.js";
import { clientOf, gateway, rejection } from "../support/resources.js";

const page = "/ivp/pdm/device_data";

/** How long a call took to reject, and with what. */
async function timed(
  call: Promise<unknown>,
): Promise<{ readonly ms: number; readonly error: unknown }> {
  const began = performance.now();
  const error = await rejection(call);
  return { ms: performance.now() - began, error };
}

describe("a call that waits for its turn", () => {
  it("ends when its signal aborts, and is not sent later", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token }, timeoutMs: 700 });
    simulator.failNext("hang");
    const first = timed(client.bytes(page));
    const second = await timed(client.bytes(page, { signal: AbortSignal.timeout(100) }));
    expect(second.error).toMatchObject({ name: "TimeoutError" });
    expect(second.ms).toBeLessThan(400);
    expect((await first).error).toMatchObject({ code: "ERR_TIMEOUT" });
    await client.bytes("/api/v1/production/inverters");
    expect(simulator.requests.filter((request) => request.endsWith(page))).toHaveLength(1);
  });

  it("ends when its own time is up, which runs from the call on", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token }, timeoutMs: 300 });
    for (let i = 0; i < 8; i++) simulator.failNext("hang");
    const calls = await Promise.all(Array.from({ length: 8 }, () => timed(client.bytes(page))));
    for (const { ms, error } of calls) {
      expect(error).toMatchObject({ code: "ERR_TIMEOUT" });
      expect(ms).toBeLessThan(600);
    }
    expect(calls[0]?.error).toMatchObject({ message: expect.stringContaining("did not answer") });
    expect(calls[7]?.error).toMatchObject({ message: expect.stringContaining("was not asked") });
  });

  it("is sent only when the one before it has ended", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    let open = 0;
    const slept: number[] = [];
    const client = clientOf({
      host,
      port,
      auth: { token },
      // Ignores its signal, as a careless one may.
      sleep: async () => {
        open++;
        await delay(200);
        slept.push(simulator.requests.length);
        open--;
      },
    });
    await client.bytes(page);
    simulator.failNext("unavailable");
    const { ms } = await timed(client.bytes(page, { signal: AbortSignal.timeout(50) }));
    expect(ms).toBeLessThan(180);
    expect(open).toBe(1);
    const before = simulator.requests.length;
    await client.bytes(page);
    // The call that was given up waited to the end, and asked nothing more.
    expect(slept).toEqual([before]);
    expect(simulator.requests).toHaveLength(before + 1);
  });

  it("does not wait longer for a token than its signal or its limit allows", async () => {
    const { host, port } = await gateway();
    const hung = new Promise<never>(() => undefined);
    const source = { fetchToken: () => hung };
    const tokens = new TokenKeeper({ source, store: memoryTokenStore() });
    const options = { host, port, auth: { tokens }, timeoutMs: 200 };
    const [one, other] = [clientOf(options), clientOf(options)];
    const stop = new AbortController();
    const first = rejection(one.bytes(page, { signal: stop.signal }));
    expect(await timed(one.bytes(page))).toMatchObject({ error: { code: "ERR_TIMEOUT" } });
    // Another client of the same keeper waits for its turn there.
    const { ms, error } = await timed(other.bytes(page, { signal: AbortSignal.timeout(100) }));
    expect(error).toMatchObject({ name: "TimeoutError" });
    expect(ms).toBeLessThan(400);
    stop.abort(new Error("enough"));
    expect(await first).toEqual(new Error("enough"));
  });

  it("does not inherit the connection that an ended one has not finished making", async () => {
    const { port, handshakes } = await silentInTls();
    const client = clientOf({ host: "127.0.0.1", port, connectTimeoutMs: 500 });
    await rejection(client.info({ signal: AbortSignal.timeout(300) }));
    const { ms } = await timed(client.info());
    expect(ms).toBeGreaterThan(450);
    expect(handshakes()).toBe(2);
  });
});

describe("the signal of a call", () => {
  it("has no listeners left after 1,000 calls, and never many", async () => {
    const warnings: unknown[] = [];
    process.on("warning", (warning) => warnings.push(warning));
    const { host, port, token } = await gateway();
    const client = clientOf({ host, port, auth: { token } });
    const { signal } = new AbortController();
    for (let i = 0; i < 980; i++) await client.info({ signal });
    await Promise.all(Array.from({ length: 20 }, () => client.info({ signal })));
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(warnings).toEqual([]);
  });

  it("ends a call during the wait before its retry", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token }, retryDelayMs: 60_000 });
    simulator.failNext("unavailable");
    const { ms, error } = await timed(client.bytes(page, { signal: AbortSignal.timeout(300) }));
    expect(error).toMatchObject({ name: "TimeoutError" });
    expect(ms).toBeLessThan(600);
  });

  it("that has aborted already sends nothing", async () => {
    const simulator = await gateway();
    const { host, port } = simulator;
    const reason = new Error("never mind");
    const call = clientOf({ host, port }).info({ signal: AbortSignal.abort(reason) });
    expect(await rejection(call)).toBe(reason);
    expect(simulator.requests).toEqual([]);
  });
});

describe("a closed client", () => {
  it("rejects calls that run or wait, and later ones, and closes twice", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token } });
    simulator.failNext("hang");
    const calls = [client.bytes(page), client.deviceData(), client.login()].map(rejection);
    await delay(100);
    await Promise.all([client.close(), client.close()]);
    const later = [client.info(), client.text(page), client.login()].map(rejection);
    for (const error of await Promise.all([...calls, ...later])) {
      expect(error).toMatchObject({ code: "ERR_CLOSED", url: client.origin });
    }
    await client.close();
    expect(simulator.requests.filter((request) => request.endsWith(page))).toHaveLength(1);
  });

  it.each([
    ["during the TLS handshake", {}],
    ["during the wait before a retry", { retryDelayMs: 60_000 }],
  ])("rejects a call %s at once", async (name, options) => {
    const simulator = await gateway();
    const silent = await silentInTls();
    const port = name.includes("retry") ? simulator.port : silent.port;
    simulator.failNext("unavailable");
    const { host, token } = simulator;
    const client = clientOf({ host, port, auth: { token }, ...options });
    const call = timed(client.bytes(page));
    await delay(200);
    await client.close();
    expect(await call).toMatchObject({ error: { code: "ERR_CLOSED" } });
    expect((await call).ms).toBeLessThan(500);
  });

  it("ends the process: no timer and no connection is left", async () => {
    const silent = await silentInTls();
    const { port, token } = await gateway();
    const program = `
      import { EnvoyClient } from "@envoy/envoy-client";
      const options = { host: "127.0.0.1", auth: { token: "${token}" } };
      const one = new EnvoyClient({ ...options, port: ${port} });
      await one.deviceData();
      const other = new EnvoyClient({ ...options, port: ${silent.port} });
      await other.info({ signal: AbortSignal.timeout(100) }).catch(() => undefined);
      const calls = [other.info(), other.info()].map((call) => call.catch(({ code }) => code));
      setTimeout(async () => {
        await Promise.all([one.close(), other.close()]);
        console.log(await Promise.all(calls));
        const closedAt = Date.now();
        process.on("exit", () => console.log(Date.now() - closedAt < 500));
      }, 200);
    `;
    const node = promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
      cwd: import.meta.dirname,
    });
    expect((await node).stdout).toBe("[ 'ERR_CLOSED', 'ERR_CLOSED' ]\ntrue\n");
  });
});
