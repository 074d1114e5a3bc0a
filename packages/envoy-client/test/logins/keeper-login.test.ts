import { inspect } from "node:util";
import {
  EnvoyClient,
  EnvoyError,
  type EnvoyErrorCode,
  memoryFingerprintStore,
  memoryTokenStore,
  TokenKeeper,
} from "@envoy/envoy-client";
import type { CloudFault, Simulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { day, now, withCloud } from "../support/cloud.js";
import { clientOf, connected, gateway, rejection } from "../support/resources.js";

const dataPath = "/ivp/pdm/device_data";

/** A token of another gateway that lives, and was issued long ago. */
async function strangeToken(): Promise<string> {
  return agedToken(await gateway(), 100);
}

/** A token that was issued for a year, and lives for this many days more. */
function agedToken(simulator: Simulator, days: number): string {
  return simulator.issueToken(now() + days * day, now() + (days - 365) * day);
}

describe("a client of a keeper", () => {
  it("fetches, checks and keeps the token at its first request, and then requests only data", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port } = simulator;
    const fingerprints = memoryFingerprintStore();
    const client = clientOf({ host, port, auth: { tokens: keeper }, fingerprints });
    expect(client.keptToken).toBeUndefined();
    expect((await client.deviceData()).devices).toHaveLength(10);
    // Once for the serial number, and once more before the first token is sent.
    const first = ["GET /info", "GET /info", "GET /auth/check_jwt"];
    expect(simulator.requests).toEqual([...first, `GET ${dataPath}`]);
    expect(client.keptToken).toMatchObject({ isNew: true, claims: { role: "owner" } });
    expect(await store.get()).toBe(client.keptToken?.token);
    await client.deviceData();
    const next = clientOf({ host, port, auth: { tokens: keeper }, fingerprints });
    await next.deviceData();
    expect(next.keptToken?.isNew).toBe(false);
    expect(simulator.requests.slice(4)).toEqual([`GET ${dataPath}`, `GET ${dataPath}`]);
    expect(cloud.logins).toBe(1);
  });

  it("requests nothing to log in with a good token, and fetches none to read only /info", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port } = simulator;
    const client = clientOf({ host, port, auth: { tokens: keeper } });
    expect((await client.info()).serialNumber).toBe(simulator.serialNumber);
    expect(cloud.logins).toBe(0);
    await store.set(simulator.token);
    await client.login();
    expect(client.keptToken).toMatchObject({ token: simulator.token, isNew: false });
    expect(simulator.requests).toEqual(["GET /info"]);
  });

  it("fetches no token for a page that the gateway forbids, and says that a new one would not help", async () => {
    const { simulator, cloud, keeper } = await withCloud();
    const { host, port } = simulator;
    const client = clientOf({ host, port, auth: { tokens: keeper } });
    await client.deviceData();
    const asked = simulator.requests.length;
    simulator.failNext("forbidden");
    expect(await rejection(client.deviceData())).toMatchObject({
      code: "ERR_UNAUTHORIZED",
      status: 403,
      message: expect.stringMatching(
        /device_data is not open to the role "owner" of this token \(HTTP 403\)\. A new token of the same account would not help; an installer's may\.$/,
      ),
    });
    expect(simulator.requests.slice(asked)).toEqual([`GET ${dataPath}`]);
    expect(cloud.logins).toBe(1);
    expect((await client.deviceData()).devices).toHaveLength(10);
  });

  it("renews a good token if told to, once", async () => {
    const { simulator, cloud, keeper, store } = await withCloud(200 * day);
    const { host, port, token } = simulator;
    await store.set(token);
    const client = clientOf({ host, port, auth: { tokens: keeper, renew: true } });
    await client.deviceData();
    await client.deviceData();
    expect(cloud.logins).toBe(1);
    expect(client.keptToken?.isNew).toBe(true);
    expect(await store.get()).not.toBe(token);
  });

  it("replaces a token that the gateway refuses, within the call", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port } = simulator;
    await store.set(await strangeToken());
    const client = clientOf({ host, port, auth: { tokens: keeper } });
    expect((await client.deviceData()).devices).toHaveLength(10);
    expect(client.keptToken?.isNew).toBe(true);
    expect(cloud.logins).toBe(1);
  });

  it("takes a token that another process has kept meanwhile instead of logging in", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port, token } = simulator;
    const [strange, get] = [await strangeToken(), store.get];
    let reads = 0;
    store.get = async () => (reads++ === 0 ? strange : get());
    await store.set(token);
    const client = clientOf({ host, port, auth: { tokens: keeper } });
    expect((await client.deviceData()).devices).toHaveLength(10);
    expect(client.keptToken).toMatchObject({ token, isNew: false });
    expect(cloud.logins).toBe(0);
  });

  it("does not log in again if the login after a refusal has just failed", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port } = simulator;
    await store.set(await strangeToken());
    cloud.failNext("unavailable");
    const client = clientOf({ host, port, auth: { tokens: keeper } });
    await expect(client.deviceData()).rejects.toMatchObject({ code: "ERR_LOGIN_UNAVAILABLE" });
    const error = await rejection(client.deviceData());
    expect(error).toMatchObject({
      code: "ERR_LOGIN_PAUSED",
      message: expect.stringContaining("The next attempt is at"),
      retryAt: expect.any(Date),
    });
    expect(cloud.logins).toBe(1);
  });

  it("does not fetch a token again that was refused as soon as it was issued", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port } = simulator;
    await store.set((await gateway()).issueToken(now() + 365 * day));
    const client = clientOf({ host, port, auth: { tokens: keeper } });
    await expect(client.deviceData()).rejects.toMatchObject({ code: "ERR_LOGIN_PAUSED" });
    expect(cloud.logins).toBe(0);
  });

  it("keeps a token that the gateway accepts if it refuses only a page", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port, token } = simulator;
    await store.set(token);
    const client = clientOf({ host, port, auth: { tokens: keeper } });
    simulator.failNext("unauthorized");
    simulator.failNext("unauthorized");
    await expect(client.deviceData()).rejects.toMatchObject({ code: "ERR_UNAUTHORIZED" });
    expect(cloud.logins).toBe(0);
    expect((await client.deviceData()).devices).toHaveLength(10);
  });

  it("says that firmware before 7 takes no tokens, and does not log in", async () => {
    const { simulator, cloud, keeper } = await withCloud(undefined, { login: "digest" });
    const { host, port } = simulator;
    const client = clientOf({ host, port, protocol: "http", auth: { tokens: keeper } });
    await expect(client.deviceData()).rejects.toMatchObject({
      code: "ERR_TOKENS_UNSUPPORTED",
      message: expect.stringContaining("firmware 5.0.62"),
    });
    expect(cloud.logins).toBe(0);
  });

  it.each<[CloudFault, EnvoyErrorCode]>([
    ["multi-factor", "ERR_LOGIN_MULTI_FACTOR"],
    ["too-many-sessions", "ERR_LOGIN_SESSIONS"],
  ])("names the cause if no token can be fetched: %s", async (fault, code) => {
    const { simulator, cloud, keeper } = await withCloud();
    const { host, port } = simulator;
    cloud.failNext(fault);
    const client = clientOf({ host, port, auth: { tokens: keeper } });
    const error = await rejection(client.deviceData());
    expect(error).toMatchObject({ code });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(cloud.password);
  });

  it("shows its token in nothing that is printed", async () => {
    const { simulator, keeper } = await withCloud();
    const { host, port } = simulator;
    const client = clientOf({ host, port, auth: { tokens: keeper } });
    await client.deviceData();
    const token = client.keptToken?.token ?? "";
    expect(token.length).toBeGreaterThan(50);
    const printed = [client, client.keptToken, keeper].map(
      (value) => inspect(value, { depth: 9, showHidden: false }) + JSON.stringify(value),
    );
    expect(printed[1]).toContain("isNew");
    expect(printed.join()).not.toContain(token.slice(0, 40));
  });

  it("ends with the signal's reason while it gets the token", async () => {
    const { host, port } = await gateway();
    const controller = new AbortController();
    const fetchToken = async (): Promise<string> => {
      controller.abort(new Error("enough"));
      throw new EnvoyError("ERR_LOGIN_UNAVAILABLE", "The connection was broken off.");
    };
    const tokens = new TokenKeeper({ source: { fetchToken }, store: memoryTokenStore() });
    const client = clientOf({ host, port, auth: { tokens } });
    await expect(client.deviceData({ signal: controller.signal })).rejects.toThrow("enough");
  });
});

describe("a client of a keeper that connect made", () => {
  it("has its token at once, and renews it 30 days ahead of its end", async () => {
    const { simulator, cloud, keeper, store } = await withCloud();
    const { host, port } = simulator;
    const first = await connected({ host, port, auth: { tokens: keeper } });
    expect(first.keptToken?.isNew).toBe(true);
    expect(simulator.requests).toEqual(["GET /info", "GET /info", "GET /auth/check_jwt"]);
    expect((await first.deviceData()).devices).toHaveLength(10);
    const second = await connected({ host, port, auth: { tokens: keeper } });
    expect(second.keptToken?.isNew).toBe(false);
    expect(cloud.logins).toBe(1);
    await store.set(agedToken(simulator, 29));
    const third = await connected({ host, port, auth: { tokens: keeper } });
    expect(third.keptToken?.isNew).toBe(true);
    expect(cloud.logins).toBe(2);
  });

  it("keeps using a living token if the renewal fails, and says so", async () => {
    const { simulator, cloud, keeper, store, renewalErrors } = await withCloud();
    const { host, port } = simulator;
    const old = agedToken(simulator, 5);
    await store.set(old);
    cloud.failNext("unavailable");
    const client = await connected({ host, port, auth: { tokens: keeper } });
    const kept = { token: old, isNew: false, renewalError: { code: "ERR_LOGIN_UNAVAILABLE" } };
    expect(client.keptToken).toMatchObject(kept);
    expect((await client.deviceData()).devices).toHaveLength(10);
    expect(client.keptToken).toMatchObject(kept);
    expect(renewalErrors).toMatchObject([{ code: "ERR_LOGIN_UNAVAILABLE" }]);
    expect(cloud.logins).toBe(1);
  });

  it("replaces its token only with one that the gateway has accepted", async () => {
    const { simulator, keeper, store } = await withCloud(-day);
    const { host, port } = simulator;
    const old = agedToken(simulator, 5);
    await store.set(old);
    const client = await connected({ host, port, auth: { tokens: keeper } });
    expect(client.keptToken).toMatchObject({ renewalError: { code: "ERR_UNAUTHORIZED" } });
    expect(await store.get()).toBe(old);
  });

  it("is not made if no token can be fetched", async () => {
    const { simulator, cloud, keeper } = await withCloud();
    const { host, port } = simulator;
    cloud.failNext("multi-factor");
    const call = EnvoyClient.connect({ host, port, auth: { tokens: keeper } });
    await expect(call).rejects.toMatchObject({ code: "ERR_LOGIN_MULTI_FACTOR" });
  });
});
