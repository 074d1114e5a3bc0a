import { isCutShort } from "./all-inverters.js";
import { paths } from "./paths.js";

/** The answer of one page, as it came. */
export interface PageAnswer {
  readonly name: "device_data" | "inverters";
  /** Such as `/ivp/pdm/device_data`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The answers that together show all inverters: `device_data`, and the list of all where that may be cut short. */
export async function* inverterPages(
  ask: (path: string) => Promise<Uint8Array>,
): AsyncGenerator<PageAnswer, void, undefined> {
  const deviceData = await ask(paths.deviceData);
  yield { name: "device_data", path: paths.deviceData, bytes: deviceData };
  if (!isCutShort(countsOf(deviceData))) return;
  const inverters = await ask(paths.inverters);
  yield { name: "inverters", path: paths.inverters, bytes: inverters };
}

/** How many devices an answer of `device_data` counts, and how many it can show. Read from its bytes, also where it is no whole JSON. */
function countsOf(answer: Uint8Array): Parameters<typeof isCutShort>[0] {
  const text = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString("latin1");
  const numberOf = (name: string): number | undefined => {
    const [, digits] = new RegExp(`"${name}"\\s*:\\s*(\\d+)`).exec(text) ?? [];
    return digits === undefined ? undefined : Number(digits);
  };
  return { deviceCount: numberOf("deviceCount"), deviceDataLimit: numberOf("deviceDataLimit") };
}
