import { createServer } from "node:http";
import { createServer as createSilentServer, type Server } from "node:net";
import { createSite, startCloud, startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { clockFinding } from "../src/doctor/clock.js";
import { doctorSite } from "./support/doctor-site.js";

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Listens on a free port until the test ends. */
async function listening(server: Server): Promise<{ readonly port: number } & AsyncDisposable> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return { port, [Symbol.asyncDispose]: async () => void server.close() };
}

const unanswered = ["skipped certificate", "skipped devices"];

describe("doctor at the gateway", () => {
  it("names one that refuses connections, and says what the token says by itself", async () => {
    await using site = await doctorSite();
    await site.gateway.close();
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([3, ["fail gateway", ...unanswered]]);
    expect(says("gateway")).toMatch(/ECONNREFUSED.* \/ .*envoy.ip_address/);
    expect(says("token")).toMatch(/^owner, .*the gateway was not asked/);
  });

  it("names a host that no network knows", async () => {
    await using site = await doctorSite();
    const { code, notOk, says } = await site.examine({
      ENVOY_RECORDER_ENVOY__IP_ADDRESS: "gateway.invalid",
    });
    expect([code, notOk]).toEqual([3, ["fail gateway", ...unanswered]]);
    expect(says("gateway")).toMatch(/No network knows the name gateway.invalid/);
  });

  it("names one that says nothing", async () => {
    await using site = await doctorSite();
    await using silent = await listening(createSilentServer(() => undefined));
    await site.configure({ port: silent.port, envoy: `token = "${site.gateway.token}"` });
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([3, ["fail gateway", ...unanswered]]);
    expect(says("gateway")).toMatch(/5 s.* \/ Is the gateway on\?/);
  }, 40_000);

  it("names something else that answers at the address", async () => {
    await using site = await doctorSite();
    await using router = await listening(
      createServer((_, response) => response.end("<html>Router</html>")),
    );
    await site.configure({ port: router.port, envoy: 'protocol = "http"' });
    const { code, notOk, says } = await site.examine();
    expect(code).toBe(3);
    expect(notOk).toContain("fail gateway");
    expect(says("gateway")).toMatch(/is this an Enphase gateway\?/);
  });

  it("names a web page in place of readings", async () => {
    await using site = await doctorSite();
    site.gateway.failNext("html");
    site.gateway.failNext("html");
    const { code, notOk } = await site.examine();
    expect([code, notOk]).toEqual([3, ["fail devices"]]);
  });

  it("names an expired token, which is not sent", async () => {
    await using site = await doctorSite();
    await site.configure({ envoy: `token = "${site.gateway.issueToken(nowSeconds() - 60)}"` });
    const before = site.gateway.requests.length;
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([4, ["fail token", "skipped devices"]]);
    expect(says("token")).toMatch(/expired on .* \/ Get a new one at https:\/\/entrez/);
    expect(new Set(site.gateway.requests.slice(before))).toEqual(new Set(["GET /info"]));
  });

  it("names a token that the gateway refuses, and one of another gateway", async () => {
    await using site = await doctorSite();
    await using twin = await startSimulator();
    await site.configure({ envoy: `token = "${twin.token}"` });
    const refused = await site.examine();
    expect([refused.code, refused.notOk]).toEqual([4, ["fail token", "skipped devices"]]);
    expect(refused.says("token")).toMatch(/refused|does not accept/);
    await using neighbour = await startSimulator({ serialNumber: "122333444999" });
    await site.configure({ envoy: `token = "${neighbour.token}"` });
    const foreign = await site.examine();
    expect([foreign.code, foreign.notOk]).toEqual([4, ["fail token", "skipped devices"]]);
    expect(foreign.says("token")).toContain("122333444999");
  });

  it("names a token that was cut off, and that one is missing", async () => {
    await using site = await doctorSite();
    await site.configure({ envoy: `token = "${site.gateway.token.slice(0, 30)}"` });
    expect((await site.examine()).says("token")).toMatch(/is not complete/);
    await site.configure({ envoy: "" });
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([4, ["fail token", "skipped devices"]]);
    expect(says("token")).toMatch(/needs a token, and none was given/);
  });

  it("warns of a token that ends soon, and of an installer's", async () => {
    await using site = await doctorSite({ gateway: { tokenRole: "installer" } });
    const installer = await site.examine();
    expect([installer.code, installer.notOk]).toEqual([0, ["warn token"]]);
    await using owned = await doctorSite();
    const inTwentyDays = owned.gateway.issueToken(nowSeconds() + 20 * 86_400);
    await owned.configure({ envoy: `token = "${inTwentyDays}"` });
    const { notOk, says } = await owned.examine();
    expect(notOk).toEqual(["warn token"]);
    expect(says("token")).toContain("Get a new one");
  });

  it("logs in to no account: its kept token is used, or its absence told", async () => {
    await using site = await doctorSite();
    const { serialNumber, issueToken } = site.gateway;
    const gateways = new Map([[serialNumber, () => issueToken()]]);
    await using cloud = await startCloud({ gateways, password: "pass-phrase" });
    const account = `[enlighten]\nusername = "${cloud.username}"\npassword = "pass-phrase"
login_origin = "${cloud.origin}"\ntoken_origin = "${cloud.origin}"\n`;
    await site.configure({ envoy: "", more: account });
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([0, ["warn token", "skipped devices"]]);
    expect(says("token")).toContain("envoy-recorder token");
    expect(cloud.logins).toBe(0);
    await site.run("token");
    expect((await site.examine()).notOk).toEqual([]);
    expect(cloud.logins).toBe(1);
  });

  it("needs no token for firmware before 7", async () => {
    await using site = await doctorSite({ gateway: { login: "digest" } });
    await site.configure({ envoy: 'protocol = "http"' });
    await site.run("record");
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([0, []]);
    expect(says("token")).toMatch(/^none: this firmware needs none/);
  });

  it("tells that the certificate has changed, and keeps the one before", async () => {
    await using site = await doctorSite();
    await site.gateway.rotateCertificate();
    for (let i = 0; i < 2; i++) {
      const { code, notOk, says } = await site.examine();
      expect([code, notOk]).toEqual([0, ["warn certificate"]]);
      expect(says("certificate")).toMatch(/^another than before: it was ..:/);
    }
    await site.configure({ envoy: `token = "${site.gateway.token}"\ntls = "pinned"` });
    const pinned = await site.examine();
    expect([pinned.code, pinned.notOk]).toEqual([
      3,
      ["skipped gateway", "fail certificate", "skipped devices"],
    ]);
    await site.configure({ envoy: `token = "${site.gateway.token}"\ntls = "insecure"` });
    expect((await site.examine()).notOk).toEqual(["warn certificate"]);
  });

  it("warns of more inverters than the gateway's page shows", async () => {
    await using site = await doctorSite({ gateway: { site: createSite({ inverters: 60 }) } });
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([0, ["warn devices"]]);
    expect(says("devices")).toMatch(/^60 devices, of which the gateway's page shows 50 \/ /);
  });

  it.each([
    ["minutes behind", 930, "warn clock", 0, /15 min behind the gateway's/],
    ["days ahead", -3 * 86_400, "fail clock", 1, /3 days ahead of the gateway's/],
  ])("compares the clock with the gateway's: %s", async (_, ahead, check, exit, message) => {
    await using site = await doctorSite();
    const { serialNumber, port } = site.gateway;
    await site.gateway.close();
    await using other = await startSimulator({
      serialNumber,
      port,
      now: () => Date.now() / 1000 + ahead,
    });
    await site.configure({ envoy: `token = "${other.issueToken(nowSeconds() + 90 * 86_400)}"` });
    const { code, notOk, says } = await site.examine();
    expect(notOk.filter((id) => id.includes("clock"))).toEqual([check]);
    expect(code).toBe(exit);
    expect(says("clock")).toMatch(message);
  });

  it("knows that no clock is right before this version was written", () => {
    const visit = {
      isCertificateKept: false,
      change: undefined,
      info: { error: new Error("not asked") },
      clockAheadSeconds: undefined,
      login: undefined,
      devices: undefined,
    };
    expect(clockFinding(visit, 0)).toMatchObject({ status: "fail", exitCode: 1 });
    expect(clockFinding(visit, Date.now())).toMatchObject({ status: "ok" });
  });
});
