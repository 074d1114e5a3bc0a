import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/config.js";
import { countPolls, openBuffer } from "../poll/buffer.js";

/** What waits in the buffer, and what could not be used. */
export interface BufferFacts {
  readonly waiting: number;
  readonly quarantined: number;
}

export async function bufferFacts(config: Config): Promise<BufferFacts> {
  const names = await readdir(join(config.liveBuffer, "quarantine")).catch(() => []);
  return {
    waiting: await countPolls(openBuffer(config)),
    // Each has a file with the reason beside it.
    quarantined: names.filter((name) => /\.json(\.gz)?$/.test(name)).length,
  };
}
