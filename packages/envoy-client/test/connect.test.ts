import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { inspect } from "node:util";
import { EnvoyClient } from "@envoy/envoy-client";
import { createSite } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { plainGateway, resetsTls } from "./support/loopback.js";
import { connected, gateway, rejection } from "./support/resources.js";

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

  it("says what is missing if a token is needed and none is given", async () => {
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

  it("tries http at once, without the pause of a retry, where the port resets the TLS handshake", async () => {
    const plain = await plainGateway("5.0.62");
    const port = await resetsTls(plain.port);
    const pauses: number[] = [];
    const sleep = async (ms: number): Promise<void> => void pauses.push(ms);
    const client = await connected({ host: "127.0.0.1", port: port.port, sleep });
    expect(client.gateway).toMatchObject({ firmware: "5.0.62" });
    expect(pauses).toEqual([]);
    expect(port.handshakes()).toBe(1);
  });

  it("asks over https once more after a pause, if the handshake was reset and http leads nowhere", async () => {
    const simulator = await gateway();
    const { token } = simulator;
    const port = await resetsTls(undefined, { untilHandshake: 2, later: simulator.port });
    const pauses: number[] = [];
    const sleep = async (ms: number): Promise<void> => void pauses.push(ms);
    const options = { host: "127.0.0.1", port: port.port, auth: { token }, sleep };
    expect((await connected(options)).gateway).toMatchObject({ firmware: "8.2.4345" });
    // The first is for http, which the port breaks off as well.
    expect(pauses).toEqual([5000, 5000]);
  });

  it("sends no token over http if each TLS handshake is reset, and says why", async () => {
    const plain = await plainGateway("8.2.4345");
    const { port } = await resetsTls(plain.port);
    const { token } = await gateway();
    const options = { host: "127.0.0.1", port, auth: { token }, retryDelayMs: 10 };
    expect(await rejection(EnvoyClient.connect(options))).toMatchObject({ code: "ERR_INSECURE" });
    expect(plain.seen).toEqual([["/info", undefined]]);
  });

  it("still retries a request that breaks off after the handshake", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const pauses: number[] = [];
    const sleep = async (ms: number): Promise<void> => void pauses.push(ms);
    const client = await connected({ host, port, auth: { token }, sleep });
    simulator.failNext("reset");
    await client.bytes("/ivp/pdm/device_data");
    expect(pauses).toEqual([5000]);
  });

  it("merges the v1 list if device_data is cut short, and says which page each inverter is from", async () => {
    const site = createSite({ inverters: 60, inactiveInverter: -1 });
    const noon = Date.UTC(2026, 5, 1, 12) / 1000;
    const { host, port, token } = await gateway({ site, now: () => noon });
    const client = await connected({ host, port, auth: { token } });
    const all = await client.allInverters();
    expect(all).toHaveLength(60);
    expect(all.filter(({ source }) => source === "device_data")).toHaveLength(50);
    expect(all[55]).toMatchObject({
      source: "inverters",
      lastReportWatts: expect.any(Number),
      reading: undefined,
    });
    expect(all[0]?.reading?.endDate).toBe(all[0]?.lastReportDate);
  });
});
