import {
  type EnvoyClient,
  enlightenTokens,
  memoryTokenStore,
  TokenKeeper,
} from "@envoy/envoy-client";
import { type Cloud, type Simulator, startCloud } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { clientOf, closeAfterTest, gateway, rejection } from "../support/resources.js";

const hour = 3600;
const page = "/ivp/pdm/device_data";

interface Setting {
  /** The gateway's and the cloud's clock, in seconds since 1970. */
  clock: number;
  /** How far this machine's clock is behind, in seconds. */
  lag: number;
  readonly simulator: Simulator;
  readonly cloud: Cloud;
  readonly client: () => EnvoyClient;
}

/** A gateway and clients of one keeper, whose tokens live 12 hours, as an installer's do. */
async function setUp(): Promise<Setting> {
  const time = { clock: Math.floor(Date.now() / 1000), lag: 0 };
  const simulator = await gateway({ now: () => time.clock });
  const issue = (): string => simulator.issueToken(time.clock + 12 * hour, time.clock - time.lag);
  const gateways = new Map([[simulator.serialNumber, issue]]);
  const cloud = closeAfterTest(await startCloud({ gateways }));
  const { username, password, origin } = cloud;
  const tokens = new TokenKeeper({
    source: enlightenTokens({ username, password, loginOrigin: origin, tokenOrigin: origin }),
    store: memoryTokenStore(),
    now: () => (time.clock - time.lag) * 1000,
  });
  const { host, port } = simulator;
  const client = (): EnvoyClient => clientOf({ host, port, auth: { tokens } });
  return Object.assign(time, { simulator, cloud, client });
}

describe("a client that lives long", () => {
  it("renews a token before it expires, and one that has expired, once for all calls that wait", async () => {
    const setting = await setUp();
    const client = setting.client();
    await client.bytes(page);
    for (const hours of [11, 13, 100]) {
      const { logins } = setting.cloud;
      setting.clock += hours * hour;
      await Promise.all(Array.from({ length: 5 }, () => client.bytes(page)));
      expect(setting.cloud.logins).toBe(logins + 1);
      expect(client.keptToken?.isNew).toBe(true);
    }
  });

  it("replaces a token that the gateway refuses, once for all calls of all clients that wait", async () => {
    const setting = await setUp();
    const [one, other] = [setting.client(), setting.client()];
    await Promise.all([one.bytes(page), other.bytes(page)]);
    expect(setting.cloud.logins).toBe(1);
    // To this machine, whose clock is behind, the token looks good.
    setting.clock += 13 * hour;
    setting.lag = 5 * hour;
    await Promise.all([one, other, one, other, one].map((client) => client.bytes(page)));
    expect(setting.cloud.logins).toBe(2);
    expect(one.keptToken?.token).toBe(other.keptToken?.token);
    await one.bytes(page);
    expect(setting.cloud.logins).toBe(2);
  });

  it("replaces a young token that the gateway has accepted and then refuses, once in an hour", async () => {
    const setting = await setUp();
    const client = setting.client();
    await client.bytes(page);
    // The gateway's clock jumps, as after a reset; this machine's goes on.
    for (const refusal of [1, 2]) {
      setting.clock += 13 * hour;
      setting.lag += 13 * hour - 60;
      const error = await rejection(client.bytes(page));
      expect(error).toEqual(
        refusal === 1 ? undefined : expect.objectContaining({ code: "ERR_LOGIN_PAUSED" }),
      );
      expect(setting.cloud.logins).toBe(2);
    }
  });

  it("logs in no more than once if the new token is refused too", async () => {
    const setting = await setUp();
    const { simulator, cloud } = setting;
    const client = setting.client();
    await client.bytes(page);
    setting.clock += 13 * hour;
    simulator.issueToken = () => "refused.by.all";
    const codes = (await Promise.all([1, 2, 3].map(() => rejection(client.bytes(page))))).map(
      (error) => error instanceof Error && "code" in error && error.code,
    );
    expect(codes).toEqual(["ERR_UNAUTHORIZED", "ERR_LOGIN_PAUSED", "ERR_LOGIN_PAUSED"]);
    expect(cloud.logins).toBe(2);
  });

  it("logs in no more than once if the page is refused after the renewal", async () => {
    const setting = await setUp();
    const { simulator, cloud } = setting;
    const client = setting.client();
    await client.bytes(page);
    setting.clock += 13 * hour;
    setting.lag = 5 * hour;
    const asked = simulator.requests.length;
    // The fault meets the first request that the gateway lets in, which is the one after the renewal.
    simulator.failNext("unauthorized");
    simulator.failNext("unauthorized");
    expect(await rejection(client.bytes(page))).toMatchObject({ code: "ERR_UNAUTHORIZED" });
    expect(cloud.logins).toBe(2);
    const pages = simulator.requests.slice(asked).filter((request) => request === `GET ${page}`);
    expect(pages).toHaveLength(3);
    expect((await client.deviceData()).devices).toHaveLength(10);
    expect(cloud.logins).toBe(2);
  });

  it("keeps the time of its login out of the limit of the call", async () => {
    const { simulator, cloud } = await setUp();
    const { username, password, origin } = cloud;
    const source = enlightenTokens({
      username,
      password,
      loginOrigin: origin,
      tokenOrigin: origin,
    });
    const slow = {
      fetchToken: async (...args: Parameters<typeof source.fetchToken>) => {
        await new Promise((resolve) => setTimeout(resolve, 800));
        return source.fetchToken(...args);
      },
    };
    const tokens = new TokenKeeper({ source: slow, store: memoryTokenStore() });
    const { host, port } = simulator;
    const client = clientOf({ host, port, auth: { tokens }, timeoutMs: 600 });
    expect((await client.bytes(page)).byteLength).toBeGreaterThan(1000);
  });
});
