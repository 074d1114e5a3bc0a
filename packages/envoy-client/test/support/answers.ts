import type { EnvoyClient } from "@envoy/envoy-client";
import type { Replay, Simulator } from "@envoy/envoy-simulator";
import { connected, gateway } from "./resources.js";

/** What a gateway answers at each path; a text is sent as it is. */
export type Answers = Readonly<Record<string, unknown>>;

/** Answers as the simulator replays them. */
export function replayed(answers: Answers): Replay {
  return new Map(
    Object.entries(answers).map(([path, answer]) => [
      path.slice(1).replaceAll(/[/?=&]/g, "_"),
      [Buffer.from(typeof answer === "string" ? answer : JSON.stringify(answer))],
    ]),
  );
}

/** A gateway that has these pages alone, and a client that is connected to it. */
export async function gatewayWith(
  answers: Answers,
  info: { readonly firmware?: string; readonly hasMeters?: boolean } = {},
): Promise<{ readonly client: EnvoyClient; readonly simulator: Simulator; asked(): string[] }> {
  const { firmware = "8.2.4345", hasMeters = true } = info;
  const needsToken = Number.parseInt(firmware, 10) >= 7;
  const infoPage = `<envoy_info><device><sn>122333444555</sn><software>D${firmware}</software><imeter>${hasMeters}</imeter></device></envoy_info>`;
  const simulator = await gateway({
    replay: replayed({ "/info": infoPage, ...answers }),
    login: needsToken ? "token" : "digest",
  });
  const { host, port, token } = simulator;
  const auth = needsToken ? { auth: { token } } : {};
  const client = await connected({ host, port, retryDelayMs: 10, ...auth });
  let from = simulator.requests.length;
  const asked = (): string[] => {
    const requests = simulator.requests.slice(from).map((request) => request.replace("GET ", ""));
    from = simulator.requests.length;
    return requests.filter((path) => path !== "/info");
  };
  return { client, simulator, asked };
}
