import { createServer } from "node:net";
import { inspect } from "node:util";
import {
  EnvoyClient,
  type EnvoyClientOptions,
  hostProblem,
  isHeaderSafe,
} from "@envoy/envoy-client";
import type { Simulator, SimulatorOptions } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { clientOf, gateway } from "./support/resources.js";

const path = "/ivp/pdm/device_data";

async function setUp(
  options: Partial<EnvoyClientOptions> = {},
  site: SimulatorOptions = {},
): Promise<{ readonly simulator: Simulator; readonly client: EnvoyClient }> {
  const simulator = await gateway(site);
  const { host, port, token } = simulator;
  return { simulator, client: clientOf({ host, port, auth: { token }, ...options }) };
}

describe("EnvoyClient", () => {
  it("gives the answer's bytes as they were sent", async () => {
    const body = new Uint8Array([0xef, 0xbb, 0xbf, 0xff, 0, 10]);
    const { client } = await setUp({}, { replay: new Map([["ivp_pdm_device_data", [body]]]) });
    expect(new Uint8Array(await client.bytes(path))).toEqual(body);
  });

  it("reads /info without a token, and the devices with one", async () => {
    const { client } = await setUp();
    expect(await client.info()).toEqual({
      serialNumber: "122333444555",
      partNumber: "800-00654-r08",
      firmware: "8.2.4345",
      hasMeters: false,
      wantsToken: true,
      time: expect.any(Date),
    });
    expect((await client.deviceData()).devices).toHaveLength(10);
  });

  it("asks for a session cookie if the token alone is not enough", async () => {
    const { client, simulator } = await setUp({}, { requireCookie: true });
    await client.bytes(path);
    await client.bytes(path);
    expect(simulator.requests).toEqual([
      "GET /info",
      `GET ${path}`,
      "GET /auth/check_jwt",
      `GET ${path}`,
      `GET ${path}`,
    ]);
  });

  it("names a refused token without showing it, and does not ask again", async () => {
    const token = "eyJhbGciOiJub25lIn0.secret.secret";
    const { client, simulator } = await setUp({ auth: { token } });
    const error: unknown = await client.bytes(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "ERR_UNAUTHORIZED", status: 401 });
    expect(
      `${inspect(error, { depth: 9 })}${JSON.stringify(error)}${inspect(client)}`,
    ).not.toContain("secret");
    expect(simulator.requests).toEqual(["GET /info", `GET ${path}`, "GET /auth/check_jwt"]);
  });

  it("asks once more after a 503, and only once", async () => {
    const { client, simulator } = await setUp();
    simulator.failNext("unavailable");
    expect((await client.bytes(path)).byteLength).toBeGreaterThan(1000);
    simulator.failNext("unavailable");
    simulator.failNext("unavailable");
    await expect(client.bytes(path)).rejects.toMatchObject({
      code: "ERR_HTTP_STATUS",
      status: 503,
    });
    expect(simulator.requests.filter((request) => request === `GET ${path}`)).toHaveLength(4);
  });

  it.each(["hang", "drip"] as const)(
    "ends at its deadline when the gateway does %s",
    async (fault) => {
      const { client, simulator } = await setUp({ timeoutMs: 400 });
      simulator.failNext(fault);
      await expect(client.bytes(path)).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
      expect((await client.bytes(path)).byteLength).toBeGreaterThan(1000);
    },
  );

  it("asks once more, later, if an answer breaks off, and rejects if the second one does too", async () => {
    const { client, simulator } = await setUp();
    simulator.failNext("reset");
    expect((await client.bytes(path)).byteLength).toBeGreaterThan(1000);
    simulator.failNext("reset");
    simulator.failNext("reset");
    await expect(client.bytes(path)).rejects.toMatchObject({ code: "ERR_UNREACHABLE" });
  });

  it("rejects an answer over the limit", async () => {
    const { client } = await setUp({ maxResponseBytes: 1000 });
    await expect(client.bytes(path)).rejects.toMatchObject({ code: "ERR_RESPONSE_TOO_LARGE" });
  });

  it("sends one request at a time", async () => {
    const { client } = await setUp();
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => client.bytes(path).then(() => order.push(n))));
    expect(order).toEqual([1, 2, 3]);
  });

  it("gives up when its signal aborts", async () => {
    const { client, simulator } = await setUp();
    simulator.failNext("hang");
    const call = client.bytes(path, { signal: AbortSignal.timeout(50) });
    await expect(call).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("says what to check when nothing is listening", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const client = clientOf({ host: "127.0.0.1", port });
    await expect(client.bytes(path)).rejects.toThrow(/nothing is listening there/);
  });

  const noHost = "should be an address or a host name";
  const hasPort = "should be an address or a host name without the port, which is set separately";
  const noAddress = "should be four numbers from 0 to 255, such as 192.0.2.50, or a host name";
  it.each([
    ...[
      "",
      "[]",
      "a b",
      "gateway/path",
      "gateway\\path",
      "gateway?",
      "gateway#1",
      "user@gateway",
    ].map((host) => [host, noHost]),
    ...["fe80:::1", "fe80::1%eth0", "gate%way"].map((host) => [host, noHost]),
    ...["192.0.2.50:443", "envoy.local:443", "[fe80::1]:443"].map((host) => [host, hasPort]),
    ...["192.0.2.500", "192.0.2", "192.0..50", "192.0.2.50.", "12"].map((host) => [
      host,
      noAddress,
    ]),
  ])("refuses %j as a host: it %s", (host = "", problem = "") => {
    expect(hostProblem(host)).toBe(problem);
    const message = `host ${problem}, is ${JSON.stringify(host)}`;
    expect(() => new EnvoyClient({ host })).toThrow(new TypeError(message));
  });

  it.each(["192.0.2.50", "envoy.local", "envoy-4", "fe80::1", "[fe80::1]", "::1"])(
    "takes %j as a host",
    (host) => {
      expect(hostProblem(host)).toBeUndefined();
      expect(new EnvoyClient({ host }).origin).toContain(host);
    },
  );

  it.each(["", "two words", "two\nlines", "caf\u00e9"])(
    "refuses a token that does not fit a header, %j, without showing it",
    (token) => {
      expect(isHeaderSafe(token)).toBe(false);
      expect(() => new EnvoyClient({ host: "envoy.local", auth: { token } })).toThrow(
        new TypeError("A token should be printable ASCII without spaces, to fit an HTTP header."),
      );
    },
  );

  it.each<[Partial<EnvoyClientOptions>, string]>([
    [{ port: 70_000 }, "port should be a whole number from 1 to 65535, is 70000"],
    [{ port: 0.5 }, "port should be a whole number from 1 to 65535, is 0.5"],
    [{ protocol: "ftp" as "http" }, 'protocol should be "https" or "http", is "ftp"'],
    [{ timeoutMs: Number.NaN }, "timeoutMs should be a number of milliseconds from 0 up, is NaN"],
    [{ retryDelayMs: -1 }, "retryDelayMs should be a number of milliseconds from 0 up, is -1"],
    [
      { auth: { username: "en\nvoy", password: "1" } },
      "A username should be printable ASCII without quotes, to fit an HTTP header.",
    ],
    [{ auth: JSON.parse('{"token":null}') as { readonly token: string } }, "The token is missing."],
    [
      { auth: { token: "two\nlines" } },
      "A token should be printable ASCII without spaces, to fit an HTTP header.",
    ],
  ])("names a mistake in the options, %j, before anything is asked", async (options, message) => {
    const simulator = await gateway();
    const { host, port } = simulator;
    const all = { host, port, ...options };
    expect(() => new EnvoyClient(all)).toThrow(new TypeError(message));
    await expect(EnvoyClient.connect(all)).rejects.toThrow(new TypeError(message));
    expect(simulator.requests).toEqual([]);
  });

  it("waits as long as it takes if its limits are infinite", async () => {
    const infinite = { timeoutMs: Number.POSITIVE_INFINITY, connectTimeoutMs: Number.MAX_VALUE };
    const { client } = await setUp(infinite);
    expect((await client.bytes(path)).byteLength).toBeGreaterThan(1000);
  });

  it("takes a token as it is read from a file, with a newline at its end", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token: `${token}\n` } });
    expect((await client.deviceData()).devices).toHaveLength(10);
  });

  it("says that the host is missing if it is", () => {
    const options: unknown = { auth: { token: "a.b.c" } };
    expect(() => new EnvoyClient(options as EnvoyClientOptions)).toThrow(
      new TypeError("host is missing: give the gateway's address or host name"),
    );
  });

  it.each([undefined, null, "192.0.2.50"])(
    "says what the options should be if they are %j",
    async (none: unknown) => {
      const message =
        'The options should be an object with a host, such as { host: "192.0.2.50" }.';
      const options = none as EnvoyClientOptions;
      expect(() => new EnvoyClient(options)).toThrow(new TypeError(message));
      await expect(EnvoyClient.connect(options)).rejects.toThrow(new TypeError(message));
    },
  );

  it.each([null, {}, "a.b.c", { username: "envoy" }, { password: "1" }, { tokens: null }])(
    "says what auth should be if it is %j",
    async (auth: unknown) => {
      const message = "auth should be { token }, { tokens } or { username, password }.";
      const options = { host: "192.0.2.50", auth: auth as { readonly token: string } };
      expect(() => new EnvoyClient(options)).toThrow(new TypeError(message));
      await expect(EnvoyClient.connect(options)).rejects.toThrow(new TypeError(message));
    },
  );

  it("takes IPv6 addresses with and without brackets", async () => {
    const { client, simulator } = await setUp({ host: "::1" }, { host: "::1" });
    expect((await client.info()).serialNumber).toBe("122333444555");
    const other = clientOf({ host: "[::1]", port: simulator.port });
    expect((await other.info()).serialNumber).toBe("122333444555");
  });
});
