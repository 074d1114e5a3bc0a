import {
  EnvoyError,
  memoryTokenStore,
  TokenKeeper,
  type TokenKeeperOptions,
  type TokenStore,
} from "@envoy/envoy-client";
import { describe, expect, it } from "vitest";

const start = Date.UTC(2026, 5, 1, 12);
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** A token as the cloud issues them; nobody checks its signature here. */
function issue(expiresAt: number, facts: object = {}): string {
  const claims = { exp: expiresAt / 1000, enphaseUser: "owner", aud: "1", ...facts };
  return `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
}

interface Setting {
  readonly keeper: TokenKeeper;
  readonly store: TokenStore;
  /** What the cloud does next: gives this token, or fails with this error. */
  cloud: string | Error;
  /** The clock, in milliseconds since 1970. */
  now: number;
  readonly logins: () => number;
  readonly take: (options?: Parameters<TokenKeeper["token"]>[1]) => Promise<string>;
}

function setUp(options: Partial<TokenKeeperOptions> = {}): Setting {
  const store = memoryTokenStore();
  let logins = 0;
  const source = {
    fetchToken: async (): Promise<string> => {
      logins++;
      if (setting.cloud instanceof Error) throw setting.cloud;
      return setting.cloud;
    },
  };
  const keeper = new TokenKeeper({ source, store, now: () => setting.now, ...options });
  const gateway = {
    serialNumber: async () => "1",
    accepts: async (token: string) => token !== "no",
  };
  const setting: Setting = {
    keeper,
    store,
    cloud: issue(start + 365 * day),
    now: start,
    logins: () => logins,
    take: async (take) => (await keeper.token(gateway, take)).token,
  };
  return setting;
}

const down = new EnvoyError("ERR_LOGIN_UNAVAILABLE", "The cloud is down.");

describe("TokenKeeper", () => {
  it("asks neither gateway nor cloud where the kept token is good", async () => {
    const { keeper, store, logins } = setUp();
    const good = issue(start + 31 * day);
    await store.set(good);
    const never = (): Promise<never> => Promise.reject(new Error("was asked"));
    const kept = await keeper.token({ serialNumber: never, accepts: never });
    expect(kept).toMatchObject({ token: good, isNew: false });
    expect(logins()).toBe(0);
  });

  it.each([
    ["an owner's", "owner", 30 * day],
    ["an installer's", "installer", hour],
  ])("renews %s token in time", async (_, enphaseUser, lead) => {
    const setting = setUp();
    const old = issue(start + lead + minute, { enphaseUser });
    await setting.store.set(old);
    expect(await setting.take()).toBe(old);
    setting.now += 2 * minute;
    expect(await setting.take()).toBe(setting.cloud);
    expect(await setting.store.get()).toBe(setting.cloud);
  });

  it("waits an hour after a login that failed, and says until when", async () => {
    const setting = setUp();
    const { cloud } = setting;
    setting.cloud = down;
    await expect(setting.take()).rejects.toBe(down);
    setting.now += 59 * minute;
    await expect(setting.take()).rejects.toMatchObject({
      code: "ERR_LOGIN_PAUSED",
      retryAt: new Date(start + hour),
      message: expect.stringContaining("2026-06-01T13:00:00.000Z"),
    });
    expect(setting.logins()).toBe(1);
    setting.now += minute;
    setting.cloud = cloud;
    expect(await setting.take()).toBe(cloud);
    expect(await setting.store.getLoginFailure()).toBeUndefined();
  });

  it("waits as long as it is told to", async () => {
    const setting = setUp({ retryPauseMs: minute });
    await setting.store.setLoginFailure(start - 59_000);
    await expect(setting.take()).rejects.toMatchObject({ retryAt: new Date(start + 1000) });
    setting.now += 1000;
    await setting.take();
    expect(setting.logins()).toBe(1);
  });

  it("waits after another keeper of the same store failed", async () => {
    const setting = setUp();
    await setting.store.setLoginFailure(start - minute);
    await expect(setting.take()).rejects.toMatchObject({ code: "ERR_LOGIN_PAUSED" });
    expect(setting.logins()).toBe(0);
  });

  it("does not wait for a failure in the future: the clock went back", async () => {
    const setting = setUp();
    await setting.store.setLoginFailure(start + minute);
    expect(await setting.take()).toBe(setting.cloud);
  });

  it("hands out the old token meanwhile, and tells each failure once", async () => {
    const told: unknown[] = [];
    const setting = setUp({ onRenewalError: (error) => told.push(error) });
    const old = issue(start + 10 * day);
    await setting.store.set(old);
    setting.cloud = down;
    for (let i = 0; i < 3; i++) expect(await setting.take()).toBe(old);
    expect(setting.logins()).toBe(1);
    expect(told).toEqual([down]);
    setting.now += hour;
    expect(await setting.take()).toBe(old);
    expect(told).toEqual([down, down]);
  });

  it("tries at once where it is told to renew, and rejects where that fails", async () => {
    const setting = setUp();
    await setting.store.set(issue(start + 100 * day));
    await setting.store.setLoginFailure(start);
    expect(await setting.take({ renew: true })).toBe(setting.cloud);
    setting.cloud = down;
    await expect(setting.take({ renew: true })).rejects.toBe(down);
  });

  it("waits after a token that the gateway refused or that could not be kept, too", async () => {
    const setting = setUp();
    setting.cloud = "no";
    await expect(setting.take()).rejects.toMatchObject({ code: "ERR_UNAUTHORIZED" });
    await expect(setting.take()).rejects.toMatchObject({ code: "ERR_LOGIN_PAUSED" });
    const full = setUp();
    full.store.set = () => Promise.reject(new Error("disk full"));
    await expect(full.take()).rejects.toThrow("disk full");
    await expect(full.take()).rejects.toMatchObject({ code: "ERR_LOGIN_PAUSED" });
  });

  it("tells the failure itself where the time of it cannot be kept", async () => {
    const setting = setUp();
    setting.store.setLoginFailure = () => Promise.reject(new Error("disk full"));
    setting.cloud = down;
    await expect(setting.take()).rejects.toBe(down);
  });

  it("does not wait where the gateway could not be asked for its serial number", async () => {
    const { keeper, store, logins } = setUp();
    const unreachable = new EnvoyError("ERR_UNREACHABLE", "No answer.");
    const gateway = { serialNumber: () => Promise.reject(unreachable), accepts: async () => true };
    await expect(keeper.token(gateway)).rejects.toBe(unreachable);
    expect(await store.getLoginFailure()).toBeUndefined();
    expect(logins()).toBe(0);
  });

  it("does not wait after a login that was given up", async () => {
    const setting = setUp();
    const controller = new AbortController();
    const gateway = {
      serialNumber: async () => "1",
      accepts: async () => {
        controller.abort();
        throw controller.signal.reason;
      },
    };
    await expect(setting.keeper.token(gateway, { signal: controller.signal })).rejects.toThrow();
    expect(await setting.store.getLoginFailure()).toBeUndefined();
  });

  it.each(["", "rubbish", "two words", issue(start - 1), `${issue(start + 365 * day)}\u00e9`])(
    "fetches a token where the kept one is of no use: %j",
    async (kept) => {
      const setting = setUp();
      await setting.store.set(kept);
      expect(await setting.take()).toBe(setting.cloud);
    },
  );

  it("logs in once for two who ask at the same time", async () => {
    const setting = setUp();
    const both = await Promise.all([setting.take(), setting.take()]);
    expect(both).toEqual([setting.cloud, setting.cloud]);
    expect(setting.logins()).toBe(1);
  });
});
