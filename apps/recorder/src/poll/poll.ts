import type { EnvoyClient, PageAnswer } from "@envoy/envoy-client";
import type { WalBuffer } from "@envoy/wal-buffer";
import { invertersLabel } from "./buffer.js";
import { saveAnswer } from "./save-answer.js";

/** An answer of the gateway that was saved durably. */
export interface SavedAnswer {
  readonly page: PageAnswer["name"];
  readonly path: string;
  readonly bytes: number;
  /** False for a web page or an error text; only the beginning is examined, nothing is parsed. */
  readonly looksUsable: boolean;
}

interface PollOptions {
  readonly compression: "none" | "gzip";
  readonly signal: AbortSignal;
}

/**
 * Asks the gateway once and saves its answer, unparsed: the inverters' last readings and, if
 * that page cannot show all inverters, the list of all. Each answer is saved before the next is
 * asked for. Rejects with `EnvoyError` or `RecorderError`; what it yielded before is saved.
 */
export async function* poll(
  client: EnvoyClient,
  buffer: WalBuffer,
  { compression, signal }: PollOptions,
): AsyncGenerator<SavedAnswer> {
  for await (const { name, bytes } of client.inverterPages({ signal })) {
    const label = name === "inverters" ? { label: invertersLabel } : {};
    const path = await saveAnswer(bytes, buffer, { ...label, compression });
    const looksUsable = firstCharacter(bytes) === (name === "inverters" ? "[" : "{");
    yield { page: name, path, bytes: bytes.byteLength, looksUsable };
  }
}

const whiteSpaceOrByteOrderMark = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

function firstCharacter(answer: Uint8Array): string | undefined {
  const byte = answer.find((candidate) => !whiteSpaceOrByteOrderMark.has(candidate));
  return byte === undefined ? undefined : String.fromCharCode(byte);
}
