import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSite, readReplay, sitePage, startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { ask } from "./support/ask.js";

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

const data = "/ivp/pdm/device_data";

describe("a simulated gateway", () => {
  it("shows /info to everyone, and other pages only for a token that it signed", async () => {
    await using gateway = await startSimulator({ serialNumber: "122100000001" });
    expect(await ask(gateway, "/info", {})).toMatchObject({
      status: 200,
      body: expect.stringContaining("<sn>122100000001</sn>"),
    });
    expect(await ask(gateway, data, {})).toMatchObject({ status: 401 });
    const [header, payload] = gateway.token.split(".");
    const forged = { authorization: `Bearer ${header}.${payload}.AAAA` };
    expect(await ask(gateway, data, forged)).toMatchObject({ status: 401 });
    expect(await ask(gateway, data)).toMatchObject({ status: 200 });
    expect(await ask(gateway, "/nothing")).toMatchObject({ status: 404 });
  });

  it.each([
    ["owner", 365 * 86_400],
    ["installer", 12 * 3600],
  ])(
    "issues tokens now by its own clock, which live as long as those of an %s do",
    async (role, life) => {
      const now = Date.UTC(2026, 0, 1) / 1000;
      await using gateway = await startSimulator({ now: () => now + 0.5, tokenRole: role });
      expect(claimsOf(gateway.token)).toMatchObject({
        iat: now,
        exp: now + life,
        enphaseUser: role,
        aud: gateway.serialNumber,
      });
      expect(claimsOf(gateway.issueToken(now + 60))).toMatchObject({ iat: now, exp: now + 60 });
      expect(claimsOf(gateway.issueToken(now + 60, now - 60))).toMatchObject({ iat: now - 60 });
    },
  );

  it("refuses an expired token", async () => {
    let now = Date.UTC(2026, 0, 1) / 1000;
    await using gateway = await startSimulator({ now: () => now });
    now += 366 * 86_400;
    expect(await ask(gateway, data)).toMatchObject({ status: 401 });
  });

  it("needs the session cookie of check_jwt too, if told to", async () => {
    await using gateway = await startSimulator({ requireCookie: true });
    expect(await ask(gateway, data)).toMatchObject({ status: 401 });
    const { cookie = "", body } = await ask(gateway, "/auth/check_jwt");
    expect(body).toBe("Valid token");
    const headers = { authorization: `Bearer ${gateway.token}`, cookie };
    expect(await ask(gateway, data, headers)).toMatchObject({ status: 200 });
  });

  it("does each fault once, in order", async () => {
    const noon = Date.UTC(2026, 5, 10, 12) / 1000;
    await using gateway = await startSimulator({ now: () => noon });
    const whole = (await ask(gateway, data)).body;
    for (const fault of ["unauthorized", "unavailable", "html", "truncated", "reset"] as const) {
      gateway.failNext(fault);
    }
    expect((await ask(gateway, data)).status).toBe(401);
    expect((await ask(gateway, data)).status).toBe(503);
    expect(await ask(gateway, data)).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^<!DOCTYPE html>/),
    });
    const { body } = await ask(gateway, data);
    expect(whole.startsWith(body)).toBe(true);
    expect(body.length).toBeLessThan(whole.length);
    await expect(ask(gateway, data)).rejects.toThrow();
    expect((await ask(gateway, data)).body).toBe(whole);
  });

  it("misbehaves at one page alone", async () => {
    await using gateway = await startSimulator();
    gateway.failNext("unavailable", "/ivp/meters");
    expect((await ask(gateway, data)).status).toBe(200);
    expect((await ask(gateway, "/ivp/meters")).status).toBe(503);
    expect((await ask(gateway, "/ivp/meters")).status).toBe(200);
  });

  it("hangs until its connections are dropped", async () => {
    await using gateway = await startSimulator();
    gateway.failNext("hang");
    const hanging = ask(gateway, data);
    const winner = await Promise.race([
      hanging.catch(() => "ended"),
      new Promise((resolve) => setTimeout(resolve, 200, "hanging")),
    ]);
    expect(winner).toBe("hanging");
    gateway.dropConnections();
    await expect(hanging).rejects.toThrow();
  });

  it("answers 404 for a page that its firmware does not have", async () => {
    const site = createSite({ meters: "enabled", batteries: 1 });
    await using gateway = await startSimulator({ site, without: [data] });
    expect(await ask(gateway, data)).toMatchObject({
      status: 404,
      body: '{ "error" : "404 - Not Found" }\n',
    });
    expect((await ask(gateway, `${data}?x=1`)).status).toBe(404);
    const { status, body } = await ask(gateway, "/production.json?details=1");
    expect(status).toBe(200);
    expect(body).toContain('"lines":[');
    expect((await ask(gateway, "/ivp/ensemble/inventory")).body).toContain("ENCHARGE");
    expect((await ask(gateway, "/constructor")).status).toBe(404);
  });

  it("has no pages about batteries and loads on firmware 5", () => {
    const source = {
      site: createSite(),
      unixSeconds: 0,
      serialNumber: "1",
      login: "digest",
    } as const;
    expect(sitePage("/ivp/ensemble/inventory", source)).toBeUndefined();
    expect(sitePage("/ivp/livedata/status", source)).toBeUndefined();
    expect(sitePage("/production.json", source)).toContain("inverters");
  });

  it("replays the recorded answers of any page in turn", async () => {
    const folder = await mkdtemp(join(tmpdir(), "replay-"));
    try {
      await writeFile(join(folder, "device_data_100.json"), "first");
      await writeFile(join(folder, "device_data_200.json"), "second");
      await writeFile(join(folder, "api_v1_production"), "production");
      await using gateway = await startSimulator({ replay: await readReplay(folder) });
      const bodies = [];
      for (let i = 0; i < 3; i++) bodies.push((await ask(gateway, data)).body);
      expect(bodies).toEqual(["first", "second", "first"]);
      expect((await ask(gateway, "/api/v1/production")).body).toBe("production");
      expect((await ask(gateway, "/home")).status).toBe(404);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("replays a recorded 404 as a 404, and a path without a recording of its query", async () => {
    const folder = await mkdtemp(join(tmpdir(), "replay-"));
    try {
      await writeFile(join(folder, "ivp_meters"), '{ "error" : "404 - Not Found" }\n');
      await writeFile(join(folder, "production.json"), "plain");
      await using gateway = await startSimulator({ replay: await readReplay(folder) });
      expect((await ask(gateway, "/ivp/meters")).status).toBe(404);
      expect((await ask(gateway, "/production.json?details=1")).body).toBe("plain");
      await writeFile(join(folder, "production.json_details_1"), "detailed");
      await using later = await startSimulator({ replay: await readReplay(folder) });
      expect((await ask(later, "/production.json?details=1")).body).toBe("detailed");
      expect((await ask(later, "/production.json")).body).toBe("plain");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
