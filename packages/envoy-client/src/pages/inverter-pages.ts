import { isCutShort } from "./all-inverters.js";
import { paths } from "./paths.js";

/** The answer from one page, unparsed. */
export interface PageAnswer {
  readonly name: "device_data" | "inverters";
  /** For example `/ivp/pdm/device_data`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The answers that together show all inverters: `device_data`, and the list of all if that may be cut short. */
export async function* inverterPages(
  ask: (path: string) => Promise<Uint8Array>,
): AsyncGenerator<PageAnswer, void, undefined> {
  const deviceData = await ask(paths.deviceData);
  yield { name: "device_data", path: paths.deviceData, bytes: deviceData };
  if (!isCutShort(countsOf(deviceData))) return;
  const inverters = await ask(paths.inverters);
  yield { name: "inverters", path: paths.inverters, bytes: inverters };
}

/** How many devices an answer of `device_data` counts, and how many it can show. It is not parsed: half an answer says so too. */
function countsOf(answer: Uint8Array): Parameters<typeof isCutShort>[0] {
  const text = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString("latin1");
  const numberOf = (name: string): number | undefined => {
    const [, digits] = new RegExp(`"${name}"\\s*:\\s*(\\d+)`).exec(text) ?? [];
    return digits === undefined ? undefined : Number(digits);
  };
  return { deviceCount: numberOf("deviceCount"), deviceDataLimit: numberOf("deviceDataLimit") };
}
