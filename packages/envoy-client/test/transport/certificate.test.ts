import { type CertificateChange, EnvoyClient, memoryFingerprintStore } from "@envoy/envoy-client";
import { describe, expect, it } from "vitest";
import { clientOf, connected, gateway } from "../support/resources.js";

describe("the certificate", () => {
  it("is remembered; a change is told before anything is sent, and then remembered", async () => {
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
    expect(changes).toEqual([{ origin: client.origin, before, now, requests: 1 }]);
    expect(now).not.toBe(before);
  });

  it("is refused after a change where it is pinned, and nothing is sent", async () => {
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
    await expect(ask()).rejects.toMatchObject({ code: "ERR_CERTIFICATE_CHANGED" });
    expect(simulator.requests).toHaveLength(1);
  });

  it("is not looked at where tls is insecure", async () => {
    const simulator = await gateway();
    const { host, port, token } = simulator;
    const fingerprints = memoryFingerprintStore();
    const client = await connected({ host, port, auth: { token }, tls: "insecure", fingerprints });
    await simulator.rotateCertificate();
    await client.deviceData();
    expect(await fingerprints.get(client.origin)).toBeUndefined();
  });
});
