import { inspect } from "node:util";
import { decodeToken, type EnvoyErrorCode, enlightenTokens } from "@envoy/envoy-client";
import type { CloudFault } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { withCloud } from "../support/cloud.js";
import { gateway, rejection } from "../support/resources.js";

const signal = new AbortController().signal;

describe("tokens", () => {
  it("say their role, gateway and end", async () => {
    const { token, serialNumber } = await gateway();
    expect(decodeToken(token)).toMatchObject({ role: "owner", gatewaySerial: serialNumber });
    expect(decodeToken("no.token.this")).toBeUndefined();
    expect(decodeToken("")).toBeUndefined();
  });
});

describe("enlightenTokens", () => {
  it.each<[CloudFault, EnvoyErrorCode, RegExp]>([
    ["multi-factor", "ERR_LOGIN_MULTI_FACTOR", /multi-factor.*by hand/],
    ["too-many-sessions", "ERR_LOGIN_SESSIONS", /too many sessions/],
    ["unavailable", "ERR_LOGIN_UNAVAILABLE", /HTTP 503/],
    ["html", "ERR_LOGIN_UNAVAILABLE", /no usable answer/],
  ])("names the cause if no token can be fetched: %s", async (fault, code, message) => {
    const { simulator, cloud } = await withCloud();
    const { username, password, origin } = cloud;
    const source = enlightenTokens({
      username,
      password,
      loginOrigin: origin,
      tokenOrigin: origin,
    });
    cloud.failNext(fault);
    const error = await rejection(source.fetchToken(simulator.serialNumber, signal));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(cloud.password);
  });

  it.each([
    ["http://enlighten.example.com", "loginOrigin"],
    ["http://192.0.2.7:8080", "tokenOrigin"],
    ["http://127.0.0.1.example.com", "loginOrigin"],
    ["http://localhost.example.com", "loginOrigin"],
    ["ftp://127.0.0.1", "tokenOrigin"],
    ["enlighten.example.com", "loginOrigin"],
  ])("refuses %s as the %s before the password is sent", (origin, name) => {
    const options = { username: "owner@example.com", password: "hunter2", [name]: origin };
    const message = `${name} should be an https address: the account's password and session are sent there. http is for tests on this machine alone.`;
    expect(() => enlightenTokens(options)).toThrow(new TypeError(message));
  });

  it.each([
    "https://enlighten.example.com",
    "http://127.0.0.1:8080",
    "http://localhost:1",
    "http://[::1]:1",
  ])("takes %s as an origin", (origin) => {
    const account = { username: "owner@example.com", password: "hunter2" };
    expect(() => enlightenTokens({ ...account, loginOrigin: origin })).not.toThrow();
  });

  it("distinguishes a wrong password, a wrong serial number and a host that is down", async () => {
    const { cloud, simulator } = await withCloud();
    const { username, password, origin } = cloud;
    const at = { loginOrigin: origin, tokenOrigin: origin };
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
