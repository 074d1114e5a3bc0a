import {
  EnvoyError,
  type KeptToken,
  memoryTokenStore,
  TokenKeeper,
  type TokenKeeperOptions,
  type TokenOptions,
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
  /** Runs while the cloud is asked. */
  onLogin: () => Promise<void>;
  readonly keep: (options?: TokenOptions) => Promise<KeptToken>;
  readonly take: (options?: TokenOptions) => Promise<string>;
}

function setUp(options: Partial<TokenKeeperOptions> = {}): Setting {
  const store = memoryTokenStore();
  let logins = 0;
  const source = {
    fetchToken: async (): Promise<string> => {
      logins++;
      await setting.onLogin();
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
    onLogin: async () => undefined,
    keep: (options) => keeper.token(gateway, options),
    take: async (options) => (await keeper.token(gateway, options)).token,
  };
  return setting;
}

const down = new EnvoyError("ERR_LOGIN_UNAVAILABLE", "The cloud is down.");

describe("TokenKeeper", () => {
  it("asks neither gateway nor cloud if the kept token is good", async () => {
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
      message: expect.stringContaining("The next attempt is at 2026-06-01 13:00:00 UTC"),
    });
    expect(setting.logins()).toBe(1);
    setting.now += minute;
    setting.cloud = cloud;
    expect(await setting.take()).toBe(cloud);
    expect(await setting.store.getLoginFailure()).toBeUndefined();
  });

  it("uses a token that does not say when it expires until the gateway refuses it", async () => {
    const setting = setUp();
    setting.cloud = "opaque.to.us";
    for (let call = 0; call < 5; call++) {
      expect(await setting.take()).toBe("opaque.to.us");
      setting.now += 100 * day;
    }
    expect(setting.logins()).toBe(1);
    const refused = setting.cloud;
    setting.cloud = "opaque.as.well";
    expect(await setting.take({ refused })).toBe("opaque.as.well");
    expect(setting.logins()).toBe(2);
  });

  it.each([
    ["does not say when it expires", "opaque"],
    ["does not say when it was issued", issue(start + 365 * day)],
  ])("logs in once an hour at most if each token is refused that %s", async (_, token) => {
    const setting = setUp();
    let refused = await setting.take();
    const outcomes: string[] = [];
    for (let call = 0; call < 8; call++) {
      setting.cloud = `${token}${call}`;
      await setting.take({ refused }).then(
        (taken) => {
          refused = taken;
          outcomes.push("taken");
        },
        ({ code }) => outcomes.push(code),
      );
      setting.now += 20 * minute;
    }
    const wait = "ERR_LOGIN_PAUSED";
    // The first one was accepted before, and is replaced at once.
    expect(outcomes).toEqual(["taken", wait, wait, "taken", wait, wait, "taken", wait]);
  });

  it("logs in once an hour at most for a token that is due for renewal as soon as it is there", async () => {
    const setting = setUp();
    setting.cloud = issue(start + day);
    for (let call = 0; call < 4; call++) {
      expect(await setting.take()).toBe(setting.cloud);
      setting.now += 19 * minute;
    }
    expect(setting.logins()).toBe(1);
    expect(await setting.take()).toBe(setting.cloud);
    expect(setting.logins()).toBe(2);
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

  it("keeps using the old token, and reports each failure once", async () => {
    const reported: unknown[] = [];
    const setting = setUp({ onRenewalError: (error) => reported.push(error) });
    const old = issue(start + 10 * day);
    await setting.store.set(old);
    setting.cloud = down;
    for (let i = 0; i < 3; i++) expect(await setting.take()).toBe(old);
    expect(setting.logins()).toBe(1);
    expect(reported).toEqual([down]);
    setting.now += hour;
    expect(await setting.take()).toBe(old);
    expect(reported).toEqual([down, down]);
  });

  it("tries at once if it is told to renew, and rejects if that fails", async () => {
    const setting = setUp();
    await setting.store.set(issue(start + 100 * day));
    await setting.store.setLoginFailure(start);
    expect(await setting.take({ renew: true })).toBe(setting.cloud);
    setting.cloud = down;
    await expect(setting.take({ renew: true })).rejects.toBe(down);
  });

  it("also waits after a token that the gateway refused or that could not be kept", async () => {
    const setting = setUp();
    setting.cloud = "no";
    await expect(setting.take()).rejects.toMatchObject({ code: "ERR_UNAUTHORIZED" });
    await expect(setting.take()).rejects.toMatchObject({ code: "ERR_LOGIN_PAUSED" });
    const full = setUp();
    full.store.set = () => Promise.reject(new Error("disk full"));
    await expect(full.take()).rejects.toThrow("disk full");
    await expect(full.take()).rejects.toMatchObject({ code: "ERR_LOGIN_PAUSED" });
  });

  it("does not log in if the attempt cannot be noted", async () => {
    const setting = setUp();
    setting.store.setLoginFailure = () => Promise.reject(new Error("read-only"));
    for (let i = 0; i < 2; i++) await expect(setting.take()).rejects.toThrow("read-only");
    await expect(setting.take({ renew: true })).rejects.toThrow("read-only");
    expect(setting.logins()).toBe(0);
  });

  it("keeps using the old token if the attempt to renew it cannot be noted, and says why", async () => {
    const setting = setUp();
    const old = issue(start + 10 * day);
    await setting.store.set(old);
    const readOnly = new Error("read-only");
    setting.store.setLoginFailure = () => Promise.reject(readOnly);
    expect(await setting.keep()).toMatchObject({ token: old, renewalError: readOnly });
    expect(setting.logins()).toBe(0);
  });

  it("notes a login before it begins, so that a killed run also waits", async () => {
    const setting = setUp();
    let noted: number | undefined;
    setting.onLogin = async () => {
      noted = await setting.store.getLoginFailure();
    };
    await setting.take();
    expect(noted).toBe(start);
    expect(await setting.store.getLoginFailure()).toBeUndefined();
  });

  it("hands out the new token even if the note of the attempt cannot be removed", async () => {
    const setting = setUp();
    const { store } = setting;
    const note = store.setLoginFailure;
    store.setLoginFailure = (at) =>
      at === undefined ? Promise.reject(new Error("read-only")) : note(at);
    expect(await setting.take()).toBe(setting.cloud);
  });

  it.each([
    ["an owner's, of a year", 365 * day, 30 * day, "owner"],
    ["an installer's, of 12 hours", 12 * hour, hour, "installer"],
    ["one of 30 days", 30 * day, 2.5 * day, "owner"],
    ["one of 12 hours whose role is unknown", 12 * hour, hour, "Installer"],
  ])("derives when to renew from the life of the token: %s", async (_, life, lead, enphaseUser) => {
    const setting = setUp();
    const old = issue(start + life, { iat: start / 1000, enphaseUser });
    await setting.store.set(old);
    setting.now = start + life - lead - minute;
    expect(await setting.take()).toBe(old);
    setting.now = start + life - lead;
    expect(await setting.take()).toBe(setting.cloud);
  });

  it("does not renew a token soon after it was issued, however short its life", async () => {
    const setting = setUp();
    const brief = issue(start + hour, { iat: start / 1000 });
    await setting.store.set(brief);
    setting.now = start + 59 * minute;
    expect(await setting.take()).toBe(brief);
    expect(setting.logins()).toBe(0);
    setting.now = start + hour;
    expect(await setting.take()).toBe(setting.cloud);
  });

  it("does not wait if the gateway could not be asked for its serial number", async () => {
    const { keeper, store, logins } = setUp();
    const unreachable = new EnvoyError("ERR_UNREACHABLE", "No answer.");
    const gateway = { serialNumber: () => Promise.reject(unreachable), accepts: async () => true };
    await expect(keeper.token(gateway)).rejects.toBe(unreachable);
    expect(await store.getLoginFailure()).toBeUndefined();
    expect(logins()).toBe(0);
  });

  it("does not wait after a login that was aborted", async () => {
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
    "fetches a token if the kept one is of no use: %j",
    async (kept) => {
      const setting = setUp();
      await setting.store.set(kept);
      expect(await setting.take()).toBe(setting.cloud);
    },
  );

  it("takes a token with a newline at its end, from the store or from its source", async () => {
    const setting = setUp();
    const good = issue(start + 100 * day);
    await setting.store.set(`${good}\n`);
    expect(await setting.take()).toBe(good);
    expect(setting.logins()).toBe(0);
    const fetched = issue(start + 365 * day);
    setting.cloud = `${fetched}\r\n`;
    expect(await setting.take({ renew: true })).toBe(fetched);
    expect(await setting.store.get()).toBe(fetched);
  });

  it("lets a caller go whose signal aborts while another logs in", async () => {
    const setting = setUp();
    let finish = (): void => undefined;
    setting.onLogin = () => new Promise((resolve) => (finish = resolve));
    const first = setting.take();
    const signal = AbortSignal.timeout(50);
    await expect(setting.take({ signal })).rejects.toMatchObject({ name: "TimeoutError" });
    finish();
    expect(await first).toBe(setting.cloud);
    expect(setting.logins()).toBe(1);
  });

  it("logs in once for two callers at the same time", async () => {
    const setting = setUp();
    const both = await Promise.all([setting.take(), setting.take()]);
    expect(both).toEqual([setting.cloud, setting.cloud]);
    expect(setting.logins()).toBe(1);
  });
});
