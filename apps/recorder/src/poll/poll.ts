import type { EnvoyClient } from "@envoy/envoy-client";
import type { WalBuffer } from "@envoy/wal-buffer";
import { asStorageError } from "../errors/storage-error.js";

const deviceDataPath = "/ivp/pdm/device_data";
const invertersPath = "/api/v1/production/inverters";

/** The label of entries that hold the list of all inverters. */
export const invertersLabel = "inverters";

/** One answer, saved. */
export interface Capture {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Asks the gateway once and saves its answer, unparsed. Rejects with `EnvoyError` or
 * `RecorderError`; nothing was saved then.
 */
export async function capture(
  client: EnvoyClient,
  buffer: WalBuffer,
  signal: AbortSignal,
): Promise<Capture & { readonly isCutShort: boolean }> {
  const answer = await client.bytes(deviceDataPath, { signal });
  return { ...(await save(answer, buffer)), isCutShort: showsItsLimit(answer) };
}

/** Saves the list of all inverters beside a poll that shows only some of them. */
export async function captureInverters(
  client: EnvoyClient,
  buffer: WalBuffer,
  signal: AbortSignal,
): Promise<Capture> {
  return save(await client.bytes(invertersPath, { signal }), buffer, invertersLabel);
}

async function save(answer: Uint8Array, buffer: WalBuffer, label?: string): Promise<Capture> {
  try {
    const path = await buffer.append(answer, label === undefined ? {} : { label });
    return { path, bytes: answer.byteLength };
  } catch (cause) {
    throw asStorageError(`The gateway's answer could not be saved in ${buffer.folder}`, cause);
  }
}

/** The answer counts as many devices as it can show, or more: some may be missing. It is not parsed for that. */
function showsItsLimit(answer: Uint8Array): boolean {
  const text = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString("latin1");
  const [, count] = /"deviceCount"\s*:\s*(\d+)/.exec(text) ?? [];
  const [, limit] = /"deviceDataLimit"\s*:\s*(\d+)/.exec(text) ?? [];
  return count !== undefined && limit !== undefined && Number(count) >= Number(limit);
}
