import type { EnvoyClient } from "@envoy/envoy-client";
import type { WalBuffer } from "@envoy/wal-buffer";
import { asStorageError } from "./storage-error.js";

const deviceDataPath = "/ivp/pdm/device_data";

/** One answer, saved. */
export interface Capture {
  readonly path: string;
  readonly bytes: number;
}

/** Asks the gateway once and saves its answer, unparsed. Rejects with `EnvoyError` or `RecorderError`; nothing was saved then. */
export async function capture(
  client: EnvoyClient,
  buffer: WalBuffer,
  signal: AbortSignal,
): Promise<Capture> {
  const answer = await client.bytes(deviceDataPath, { signal });
  try {
    return { path: await buffer.append(answer), bytes: answer.byteLength };
  } catch (cause) {
    throw asStorageError(`The gateway's answer could not be saved in ${buffer.folder}`, cause);
  }
}
