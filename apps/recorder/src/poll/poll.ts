import type { EnvoyClient, PageAnswer } from "@envoy/envoy-client";
import type { WalBuffer } from "@envoy/wal-buffer";
import { asStorageError } from "../errors/storage-error.js";
import { invertersLabel } from "./buffer.js";

/** An answer of the gateway that was saved durably. */
export interface SavedAnswer {
  readonly page: PageAnswer["name"];
  readonly path: string;
  readonly bytes: number;
}

/**
 * Asks the gateway once and saves its answer, unparsed: the inverters' last readings and, if
 * that page cannot show all inverters, the list of all. Each answer is saved before the next is
 * asked for. Rejects with `EnvoyError` or `RecorderError`; what it yielded before is saved.
 */
export async function* poll(
  client: EnvoyClient,
  buffer: WalBuffer,
  signal: AbortSignal,
): AsyncGenerator<SavedAnswer> {
  for await (const { name, bytes } of client.inverterPages({ signal })) {
    const path = await save(bytes, buffer, name === "inverters" ? { label: invertersLabel } : {});
    yield { page: name, path, bytes: bytes.byteLength };
  }
}

async function save(
  answer: Uint8Array,
  buffer: WalBuffer,
  options: { readonly label?: string },
): Promise<string> {
  try {
    return await buffer.append(answer, options);
  } catch (cause) {
    throw asStorageError(`The gateway's answer could not be saved in ${buffer.folder}`, cause);
  }
}
