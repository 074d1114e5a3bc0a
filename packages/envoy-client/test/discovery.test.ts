import { createSocket, type Socket } from "node:dgram";
import { discover } from "@envoy/envoy-client/discovery";
import { type Simulator, startSimulator } from "@envoy/envoy-simulator";
import packet from "dns-packet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const service = "_enphase-envoy._tcp.local";
let simulator: Simulator;
let responder: Socket;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(async () => {
  responder.close();
  await simulator.close();
});

/** Answers questions for gateways on a UDP port of loopback, as a gateway does. */
async function respond(serial: string, addresses: readonly string[]): Promise<number> {
  responder = createSocket("udp4");
  responder.on("message", (message, from) => {
    const question = packet.decode(message);
    if (question.questions?.[0]?.name !== service) return;
    const instance = `envoy.${service}`;
    const answer = packet.encode({
      type: "response",
      answers: [{ name: service, type: "PTR", data: instance }],
      additionals: [
        { name: instance, type: "SRV", data: { port: 80, target: "envoy.local" } },
        {
          name: instance,
          type: "TXT",
          data: [`serialnum=${serial}`, "protovers=8.2.4345", "txtvers=1"],
        },
        ...addresses.map((data) => ({ name: "envoy.local", type: "A" as const, data })),
      ],
    });
    responder.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => responder.bind(0, "127.0.0.1", resolve));
  return responder.address().port;
}

const find = (port: number): ReturnType<typeof discover> =>
  discover({ timeoutMs: 300, address: "127.0.0.1", port, gatewayPort: simulator.port });

describe("discover", () => {
  it("finds a gateway that answers and whose /info confirms its serial number, once", async () => {
    const port = await respond(simulator.serialNumber, ["127.0.0.1", "127.0.0.1"]);
    expect(await find(port)).toEqual([
      { host: "127.0.0.1", info: expect.objectContaining({ serialNumber: "122333444555" }) },
    ]);
  });

  it("leaves out link-local addresses, and who announces another's serial number", async () => {
    const linkLocal = await respond(simulator.serialNumber, ["169.254.10.1"]);
    expect(await find(linkLocal)).toEqual([]);
    responder.close();
    const liar = await respond("999999999999", ["127.0.0.1"]);
    expect(await find(liar)).toEqual([]);
    expect(simulator.requests).toEqual(["GET /info"]);
  });

  it("rejects with the signal's reason if it aborts", async () => {
    const port = await respond(simulator.serialNumber, ["127.0.0.1"]);
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 50);
    const options = { timeoutMs: 10_000, address: "127.0.0.1", port, signal: controller.signal };
    await expect(discover(options)).rejects.toBe(reason);
    await expect(discover(options)).rejects.toBe(reason);
  });

  it("rejects if another program has the port of multicast DNS to itself", async () => {
    responder = createSocket("udp4");
    await new Promise<void>((resolve) => responder.bind(0, resolve));
    const { port } = responder.address();
    await expect(discover({ timeoutMs: 300, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
