import { EnvoyClient, type GatewayTls } from "@envoy/envoy-client";
import { describe, expect, it } from "vitest";
import { now, withCloud } from "../support/cloud.js";
import { plainGateway, silentInTls } from "../support/loopback.js";
import { clientOf, connected, gateway, rejection } from "../support/resources.js";

const page = "/ivp/pdm/device_data";
const host = "127.0.0.1";

async function tokenOfGateway(): Promise<string> {
  return (await gateway()).token;
}

describe("a token", () => {
  it.each(["remember", "insecure"] as const)(
    "is not sent by connect to what speaks only http and claims firmware 8, with tls %j",
    async (tls) => {
      const { port, seen } = await plainGateway("8.2.4345");
      const auth = { token: await tokenOfGateway() };
      const error = await rejection(connected({ host, port, auth, tls, retryDelayMs: 10 }));
      expect(error).toMatchObject({
        code: "ERR_INSECURE",
        message: expect.stringMatching(
          /was not sent .* over http.* https was tried first: .*not TLS/,
        ),
        cause: { code: "ERR_UNREACHABLE" },
      });
      expect(seen).toEqual([["/info", undefined]]);
    },
  );

  it.each<GatewayTls>(["remember", "insecure"])(
    "is not sent by a client whose protocol is http, with tls %j; /info is read",
    async (tls) => {
      const { port, seen } = await plainGateway("8.2.4345");
      const auth = { token: await tokenOfGateway() };
      const client = clientOf({ host, port, protocol: "http", auth, tls });
      expect((await client.info()).firmware).toBe("8.2.4345");
      for (const path of [page, "/auth/check_jwt"]) {
        expect(await rejection(client.bytes(path))).toMatchObject({
          code: "ERR_INSECURE",
          message: expect.stringContaining("use that protocol and its port, 443"),
        });
      }
      expect(seen).toEqual([["/info", undefined]]);
      const connecting = connected({ host, port, protocol: "http", auth, tls });
      expect(await rejection(connecting)).toMatchObject({ code: "ERR_INSECURE" });
      expect(seen).toEqual(Array(2).fill(["/info", undefined]));
    },
  );

  it("of a keeper is not sent over http, and none is fetched to be", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { port, seen } = await plainGateway("8.2.4345");
    const auth = { tokens: keeper };
    const client = clientOf({ host, port, protocol: "http", auth });
    expect(await rejection(client.bytes(page))).toMatchObject({ code: "ERR_INSECURE" });
    expect(await rejection(client.login())).toMatchObject({ code: "ERR_INSECURE" });
    expect(await rejection(connected({ host, port, auth }))).toMatchObject({
      code: "ERR_INSECURE",
    });
    await store.set(simulator.issueToken(now() + 86_400 * 300));
    expect(await rejection(client.bytes(page))).toMatchObject({ code: "ERR_INSECURE" });
    expect(cloud.logins).toBe(0);
    expect(seen.filter(([path, sent]) => path !== "/info" || sent !== undefined)).toEqual([]);
  });

  it("is not sent to firmware 5, which is asked over http with digest", async () => {
    const { host, port } = await gateway({ login: "digest" });
    const token = await tokenOfGateway();
    const client = await connected({ host, port, auth: { token } });
    expect((await client.deviceData()).devices).toHaveLength(10);
  });
});

describe("a pinned client", () => {
  it.each(["3.9.36", "8.2.4345"])("sends nothing over http to firmware %s", async (firmware) => {
    const { port, seen } = await plainGateway(firmware);
    const token = await tokenOfGateway();
    for (const auth of [{ token }, { username: "envoy", password: "444555" }]) {
      const options = { host, port, auth, tls: "pinned" } as const;
      const byConnect = await rejection(connected(options));
      expect(byConnect).toMatchObject({
        code: "ERR_INSECURE",
        message: expect.stringMatching(/leave tls out/),
      });
      const client = clientOf({ ...options, protocol: "http" });
      expect(await rejection(client.info())).toMatchObject({ code: "ERR_INSECURE" });
      expect(await rejection(client.bytes(page))).toMatchObject({ code: "ERR_INSECURE" });
    }
    expect(seen).toEqual([]);
  });

  it("says that nothing is listening if the gateway is off", async () => {
    const { port, close } = await gateway();
    await close();
    const error = await rejection(EnvoyClient.connect({ host, port, tls: "pinned" }));
    expect(error).toMatchObject({ code: "ERR_UNREACHABLE" });
  });
});

describe("a port that is silent in the TLS handshake", () => {
  it("is asked over http too, for digest, before connect's time is up", async () => {
    const { port: httpPort } = await gateway({ login: "digest" });
    const { port } = await silentInTls(httpPort);
    const began = Date.now();
    const client = await connected({ host, port, timeoutMs: 2000 });
    expect(Date.now() - began).toBeLessThan(2000);
    expect(client.origin).toBe(`http://${host}:${port}`);
    expect((await client.deviceData()).devices).toHaveLength(10);
  });

  it("gets no token over http", async () => {
    const plain = await plainGateway("8.2.4345");
    const { port } = await silentInTls(plain.port);
    const auth = { token: await tokenOfGateway() };
    for (const tls of ["remember", "pinned"] as const) {
      const error = await rejection(connected({ host, port, auth, tls, timeoutMs: 600 }));
      expect(error).toMatchObject({ code: tls === "pinned" ? "ERR_TIMEOUT" : "ERR_INSECURE" });
    }
    expect(plain.seen).toEqual([["/info", undefined]]);
  });

  it("is what the error tells of if http does not answer either", async () => {
    const { port, handshakes } = await silentInTls();
    const began = Date.now();
    const error = await rejection(connected({ host, port, timeoutMs: 600 }));
    expect(error).toMatchObject({
      code: "ERR_TIMEOUT",
      url: `https://${host}:${port}/info`,
      message: expect.stringContaining("the TLS handshake did not end within 0.3 s"),
    });
    expect(Date.now() - began).toBeLessThan(900);
    expect(handshakes()).toBe(1);
  });

  it("is left at once when the caller's signal aborts", async () => {
    const { port } = await silentInTls();
    const signal = AbortSignal.timeout(100);
    const began = Date.now();
    const error = await rejection(EnvoyClient.connect({ host, port }, { signal }));
    expect(error).toMatchObject({ name: "TimeoutError" });
    expect(Date.now() - began).toBeLessThan(400);
  });
});
