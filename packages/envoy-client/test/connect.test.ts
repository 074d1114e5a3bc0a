import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { inspect } from "node:util";
import {
  type CertificateChange,
  decodeToken,
  EnvoyClient,
  type EnvoyErrorCode,
  enlightenTokens,
  memoryFingerprintStore,
  memoryTokenStore,
  TokenKeeper,
} from "@envoy/envoy-client";
import {
  type Cloud,
  type CloudFault,
  createSolarDay,
  type Simulator,
  type SimulatorOptions,
  startCloud,
  startSimulator,
} from "@envoy/envoy-simulator";
import { afterEach, describe, expect, it } from "vitest";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

async function gateway(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  open.push(simulator);
  return simulator;
}

async function connected(...args: Parameters<typeof EnvoyClient.connect>): Promise<EnvoyClient> {
  const client = await EnvoyClient.connect(...args);
  open.push(client);
  return client;
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

describe("EnvoyClient.connect", () => {
  it("knows firmware and serial, and asks a gateway of firmware 8 with its token", async () => {
    const { host, port, token } = await gateway();
    const client = await connected({ host, port, auth: { token } });
    expect(client.gateway).toMatchObject({ serialNumber: "122333444555", firmware: "8.2.4345" });
    expect((await client.deviceData()).devices).toHaveLength(10);
    expect((await client.inverters()).items).toHaveLength(10);
  });

  it("asks firmware 5 over http with digest, by default with its default user and password", async () => {
    const simulator = await gateway({ login: "digest" });
    const { host, port } = simulator;
    const client = await connected({ host, port });
    expect(client.gateway).toMatchObject({ firmware: "5.0.62", wantsToken: false });
    for (let i = 0; i < 3; i++) expect((await client.deviceData()).devices).toHaveLength(10);
    // The question is asked once; then the count goes on.
    expect(simulator.requests.filter((request) => request.includes("pdm"))).toHaveLength(4);
    const wrong = await connected({ host, port, auth: { username: "envoy", password: "hunter2" } });
    const error = await rejection(wrong.deviceData());
    expect(error).toMatchObject({ code: "ERR_UNAUTHORIZED" });
    expect(inspect(error, { depth: 9 })).not.toContain("hunter2");
  });

  it.runIf(
    Object.values(networkInterfaces())
      .flat()
      .some((at) => at?.address === "::1"),
  )("takes an IPv6 address, with brackets or without", async () => {
    const { port, token } = await gateway({ host: "::1" });
    for (const host of ["::1", "[::1]"]) {
      const client = await connected({ host, port, auth: { token } });
      expect((await client.deviceData()).devices).toHaveLength(10);
    }
  });

  it("says what is missing where a token is wanted and none is given", async () => {
    const { host, port } = await gateway();
    await expect(EnvoyClient.connect({ host, port })).rejects.toMatchObject({
      code: "ERR_UNAUTHORIZED",
      message: expect.stringContaining("entrez_tokens"),
    });
  });

  it("names the day on which a refused token expired", async () => {
    const simulator = await gateway();
    const { host, port } = simulator;
    const token = simulator.issueToken(Date.UTC(2020, 1, 3) / 1000);
    const client = await connected({ host, port, auth: { token } });
    const error = await rejection(client.deviceData());
    expect(error).toMatchObject({
      code: "ERR_TOKEN_EXPIRED",
      expiresAt: new Date(Date.UTC(2020, 1, 3)),
      message: expect.stringContaining("expired on 2020-02-03"),
    });
  });

  it("follows no redirect, so that the token stays on this host", async () => {
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      seen.push(request.url);
      response.writeHead(301, { location: "https://localhost/info" }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const error = await rejection(EnvoyClient.connect({ host: "127.0.0.1", port }));
    server.close();
    expect(error).toMatchObject({ code: "ERR_HTTP_STATUS", status: 301 });
    expect(seen).toEqual(["/info"]);
  });

  it("merges the v1 list where device_data is cut short, and says which came from where", async () => {
    const site = createSolarDay({ inverters: 60, inactiveInverter: -1 });
    const noon = Date.UTC(2026, 5, 1, 12) / 1000;
    const { host, port, token } = await gateway({ site, now: () => noon });
    const client = await connected({ host, port, auth: { token } });
    const all = await client.allInverters();
    expect(all).toHaveLength(60);
    expect(all.filter(({ source }) => source === "device_data")).toHaveLength(50);
    expect(all[55]).toMatchObject({
      source: "inverters",
      report: { lastReportWatts: expect.any(Number) },
    });
    expect(all[0]?.reading?.endDate).toBe(all[0]?.report?.lastReportDate);
  });
});

describe("the certificate", () => {
  it("is remembered; a change is told before anything is sent, and then remembered", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const changes: (CertificateChange & { readonly requests: number })[] = [];
    const fingerprints = memoryFingerprintStore();
    const client = new EnvoyClient({
      host,
      port,
      auth: { token },
      retryDelayMs: 10,
      fingerprints,
      onCertificateChange: (change) => {
        changes.push({ ...change, requests: simulator.requests.length });
      },
    });
    open.push(client);
    await client.deviceData();
    const before = await fingerprints.get(client.origin);
    expect(before).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    await simulator.rotateCertificate();
    await client.deviceData();
    await client.deviceData();
    const now = await fingerprints.get(client.origin);
    expect(changes).toEqual([{ origin: client.origin, before, now, requests: 1 }]);
    expect(now).not.toBe(before);
  });

  it("is refused after a change where it is pinned, and nothing is sent", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const fingerprints = memoryFingerprintStore();
    const ask = async (): Promise<unknown> => {
      await using client = new EnvoyClient({
        host,
        port,
        auth: { token },
        tls: "pinned",
        fingerprints,
      });
      return await client.deviceData();
    };
    await ask();
    await simulator.rotateCertificate();
    await expect(ask()).rejects.toMatchObject({ code: "ERR_CERTIFICATE_CHANGED" });
    expect(simulator.requests).toHaveLength(1);
  });

  it("is not looked at where tls is insecure", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const fingerprints = memoryFingerprintStore();
    const client = await connected({ host, port, auth: { token }, tls: "insecure", fingerprints });
    await simulator.rotateCertificate();
    await client.deviceData();
    expect(await fingerprints.get(client.origin)).toBeUndefined();
  });
});

describe("tokens", () => {
  const day = 86_400;
  const now = (): number => Math.floor(Date.now() / 1000);

  /** A gateway, and a cloud whose tokens for it live as long as told. */
  async function withCloud(lifetime = 365 * day): Promise<{
    readonly simulator: Simulator;
    readonly cloud: Cloud;
    readonly keeper: TokenKeeper;
    readonly store: ReturnType<typeof memoryTokenStore>;
  }> {
    const simulator = await gateway();
    const issue = (): string => simulator.issueToken(now() + lifetime);
    const cloud = await startCloud({ gateways: new Map([[simulator.serialNumber, issue]]) });
    open.push(cloud);
    const { username, password, origin } = cloud;
    const store = memoryTokenStore();
    const source = enlightenTokens({
      username,
      password,
      loginOrigin: origin,
      tokenOrigin: origin,
    });
    return { simulator, cloud, store, keeper: new TokenKeeper({ source, store }) };
  }

  it("say their role, gateway and end", async () => {
    const { token, serialNumber } = await gateway();
    expect(decodeToken(token)).toMatchObject({ role: "owner", gatewaySerial: serialNumber });
    expect(decodeToken("no.token.this")).toBeUndefined();
    expect(decodeToken("")).toBeUndefined();
  });

  it("are fetched once, kept, and renewed 30 days ahead of their end", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port, serialNumber } = simulator;
    const first = await connected({ host, port, auth: { tokens: keeper } });
    expect(first.keptToken?.isNew).toBe(true);
    const token = first.keptToken?.token ?? "";
    expect(token.length).toBeGreaterThan(50);
    const shown = inspect(first, { depth: 9 }) + JSON.stringify(first);
    expect(shown).toContain("isNew");
    expect(shown).not.toContain(token.slice(0, 40));
    expect((await first.deviceData()).devices).toHaveLength(10);
    const second = await connected({ host, port, auth: { tokens: keeper } });
    expect(second.keptToken?.isNew).toBe(false);
    expect(cloud.logins).toBe(1);
    await store.set(serialNumber, simulator.issueToken(now() + 29 * day));
    const third = await connected({ host, port, auth: { tokens: keeper } });
    expect(third.keptToken?.isNew).toBe(true);
    expect(cloud.logins).toBe(2);
  });

  it("stay in use while they live where a renewal fails, and that is said", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port, serialNumber } = simulator;
    const old = simulator.issueToken(now() + 5 * day);
    await store.set(serialNumber, old);
    cloud.failNext("unavailable");
    const client = await connected({ host, port, auth: { tokens: keeper } });
    expect(client.keptToken).toMatchObject({
      token: old,
      isNew: false,
      renewalError: { code: "ERR_LOGIN_UNAVAILABLE" },
    });
    expect((await client.deviceData()).devices).toHaveLength(10);
  });

  it("replace the old one only after the gateway has accepted them", async () => {
    const { simulator, keeper, store } = await withCloud(-day);
    const { host, port, serialNumber } = simulator;
    const old = simulator.issueToken(now() + 5 * day);
    await store.set(serialNumber, old);
    const client = await connected({ host, port, auth: { tokens: keeper } });
    expect(client.keptToken).toMatchObject({ renewalError: { code: "ERR_UNAUTHORIZED" } });
    expect(await store.get(serialNumber)).toBe(old);
  });

  it.each<[CloudFault, EnvoyErrorCode, RegExp]>([
    ["multi-factor", "ERR_LOGIN_MULTI_FACTOR", /multi-factor.*by hand/],
    ["too-many-sessions", "ERR_LOGIN_SESSIONS", /too many sessions/],
    ["unavailable", "ERR_LOGIN_UNAVAILABLE", /HTTP 503/],
    ["html", "ERR_LOGIN_UNAVAILABLE", /no usable answer/],
  ])("name the cause where there is none to be had: %s", async (fault, code, message) => {
    const { simulator, cloud, keeper } = await withCloud();
    const { host, port } = simulator;
    cloud.failNext(fault);
    const error = await rejection(EnvoyClient.connect({ host, port, auth: { tokens: keeper } }));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(cloud.password);
  });

  it("name a wrong password, a wrong serial number and a host that is down apart", async () => {
    const { cloud, simulator } = await withCloud();
    const { username, password, origin } = cloud;
    const at = { loginOrigin: origin, tokenOrigin: origin };
    const signal = new AbortController().signal;
    const { serialNumber } = simulator;
    const wrong = enlightenTokens({ username, password: "hunter2", ...at });
    const error = await rejection(wrong.fetchToken(serialNumber, signal));
    expect(error).toMatchObject({ code: "ERR_LOGIN_PASSWORD" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
    const right = enlightenTokens({ username, password, ...at });
    await expect(right.fetchToken("999", signal)).rejects.toMatchObject({
      code: "ERR_LOGIN_SERIAL",
    });
    await cloud.close();
    await expect(right.fetchToken(serialNumber, signal)).rejects.toMatchObject({
      code: "ERR_LOGIN_UNAVAILABLE",
    });
  });
});
