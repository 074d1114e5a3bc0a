import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { type CertificateChange, EnvoyClient, memoryFingerprintStore } from "@envoy/envoy-client";
import { describe, expect, it } from "vitest";
import { clientOf, connected, gateway } from "../support/resources.js";

describe("the certificate", () => {
  it("is remembered; a change is reported before anything is sent, and then remembered", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const changes: (CertificateChange & { readonly requests: number })[] = [];
    const fingerprints = memoryFingerprintStore();
    const client = clientOf({
      host,
      port,
      auth: { token },
      fingerprints,
      onCertificateChange: (change) => {
        changes.push({ ...change, requests: simulator.requests.length });
      },
    });
    await client.deviceData();
    const before = await fingerprints.get(client.origin);
    expect(before).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    await simulator.rotateCertificate();
    await client.deviceData();
    await client.deviceData();
    const now = await fingerprints.get(client.origin);
    expect(changes).toEqual([{ origin: client.origin, before, now, requests: 2 }]);
    expect(now).not.toBe(before);
  });

  it("is refused after a change if it is pinned, and nothing is sent", async () => {
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
    const { length } = simulator.requests;
    await expect(ask()).rejects.toMatchObject({ code: "ERR_CERTIFICATE_CHANGED" });
    expect(simulator.requests).toHaveLength(length);
  });

  it("is refused if it is pinned and the peer presents none", async () => {
    const cipher = "ADH-AES128-SHA256:@SECLEVEL=0";
    let requests = 0;
    const options = { ciphers: cipher, dhparam: "auto", maxVersion: "TLSv1.2" } as const;
    const server = createServer(options, (_, response) => {
      requests++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { DEFAULT_CIPHERS } = tls;
    // As with `node --tls-cipher-list`: by default Node accepts no peer without a certificate.
    tls.DEFAULT_CIPHERS = cipher;
    try {
      const client = clientOf({ host: "127.0.0.1", port, tls: "pinned" });
      await expect(client.text("/")).rejects.toMatchObject({ code: "ERR_CERTIFICATE_CHANGED" });
      expect(requests).toBe(0);
    } finally {
      tls.DEFAULT_CIPHERS = DEFAULT_CIPHERS;
      server.close();
    }
  });

  it("is not compared if tls is insecure", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const fingerprints = memoryFingerprintStore();
    const client = await connected({ host, port, auth: { token }, tls: "insecure", fingerprints });
    await simulator.rotateCertificate();
    await client.deviceData();
    expect(await fingerprints.get(client.origin)).toBeUndefined();
  });
});
