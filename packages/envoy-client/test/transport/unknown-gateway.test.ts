import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { type FingerprintStore, memoryFingerprintStore } from "@envoy/envoy-client";
import type { Simulator } from "@envoy/envoy-simulator";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it } from "vitest";
import { clientOf, gateway, rejection } from "../support/resources.js";

const page = "/ivp/pdm/device_data";

interface Impostor {
  readonly port: number;
  /** The path and the Authorization header of each request. */
  readonly seen: readonly (readonly [
    path: string | undefined,
    authorization: string | undefined,
  ])[];
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** Something that answers every path alike, over https. */
async function impostor(status: number, body: string, port = 0): Promise<Impostor> {
  const seen: [string | undefined, string | undefined][] = [];
  const { private: key, cert } = await generate([{ name: "commonName", value: "router" }]);
  const server = createServer({ key, cert }, (request, response) => {
    seen.push([request.url, request.headers.authorization]);
    response.writeHead(status).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  server.unref();
  return { port: (server.address() as AddressInfo).port, seen };
}

/** Two clients' worth of one request each, as two runs of a program with the same store make them. */
async function twoRuns(
  { host, port, token }: Simulator,
  options: { readonly fingerprints?: FingerprintStore; readonly tls?: "insecure" },
): Promise<void> {
  for (let run = 0; run < 2; run++) {
    await using client = clientOf({ host, port, auth: { token }, ...options });
    await client.bytes(page);
  }
}

describe("what answers for the first time", () => {
  it.each([
    ["a web page", 200, "<html>Welcome to your router</html>"],
    ["a login form", 401, ""],
    ["a redirect", 302, ""],
  ])("and is %s gets no token", async (_, status, body) => {
    const { token } = await gateway();
    const { port, seen } = await impostor(status, body);
    const fingerprints = memoryFingerprintStore();
    for (const tls of ["remember", "pinned", "insecure"] as const) {
      const auth = { token };
      const client = clientOf({ host: "127.0.0.1", port, auth, tls, fingerprints });
      const error = await rejection(client.bytes(page));
      expect(error).toMatchObject({ code: "ERR_NOT_A_GATEWAY", status });
      expect(await fingerprints.get(client.origin)).toBeUndefined();
    }
    expect(seen).toEqual(Array(3).fill(["/info", undefined]));
  });

  it("gets no token that names another gateway", async () => {
    const neighbour = await gateway({ serialNumber: "122333444999" });
    const { token } = await gateway();
    const { host, port } = neighbour;
    const error = await rejection(clientOf({ host, port, auth: { token } }).bytes(page));
    expect(error).toMatchObject({
      code: "ERR_WRONG_GATEWAY",
      message: expect.stringMatching(/is 122333444999, and the token is for 122333444555/),
    });
    expect(neighbour.requests).toEqual(["GET /info"]);
  });

  it("is asked what it is even if an earlier request has connected to it", async () => {
    const { token } = await gateway();
    const { port, seen } = await impostor(404, "");
    const client = clientOf({ host: "127.0.0.1", port, auth: { token } });
    await rejection(client.info());
    expect(await rejection(client.bytes(page))).toMatchObject({ code: "ERR_NOT_A_GATEWAY" });
    expect(seen.map(([, authorization]) => authorization)).toEqual([undefined, undefined]);
  });

  it("is asked once if its fingerprint is kept, and once per client if tls is insecure", async () => {
    const simulator = await gateway();
    await twoRuns(simulator, { fingerprints: memoryFingerprintStore() });
    expect(simulator.requests).toEqual(["GET /info", `GET ${page}`, `GET ${page}`]);
    const insecure = await gateway();
    await twoRuns(insecure, { tls: "insecure" });
    expect(insecure.requests).toEqual(["GET /info", `GET ${page}`, "GET /info", `GET ${page}`]);
  });

  it("gets the token on a later connection too if its fingerprint could not be kept", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const fingerprints = { get: async () => undefined, set: async () => undefined };
    const client = clientOf({ host, port, auth: { token }, fingerprints });
    await client.bytes(page);
    simulator.dropConnections();
    await client.bytes(page);
    expect(simulator.requests).toEqual(["GET /info", `GET ${page}`, `GET ${page}`]);
  });
});

describe("what takes the gateway's place", () => {
  it("gets no token unless it says that it is the gateway", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const fingerprints = memoryFingerprintStore();
    const changes: unknown[] = [];
    const client = clientOf({
      host,
      port,
      auth: { token },
      fingerprints,
      onCertificateChange: (change) => changes.push(change),
    });
    await client.bytes(page);
    const before = await fingerprints.get(client.origin);
    await simulator.close();
    const { seen } = await impostor(404, "", port);
    expect(await rejection(client.bytes(page))).toMatchObject({ code: "ERR_NOT_A_GATEWAY" });
    expect(seen).toEqual([["/info", undefined]]);
    expect(changes).toHaveLength(1);
    expect(await fingerprints.get(client.origin)).toBe(before);
  });

  it("gets the token if it is the gateway with a new certificate", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token } });
    await client.bytes(page);
    await simulator.rotateCertificate();
    await client.bytes(page);
    await client.bytes(page);
    const asked = ["GET /info", `GET ${page}`];
    expect(simulator.requests).toEqual([...asked, ...asked, `GET ${page}`]);
  });
});
