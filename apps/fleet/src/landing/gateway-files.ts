import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  errorCode,
  exists,
  makeFolder,
  nodeFileSystem,
  readRegularFileSync,
  removeFolder,
  replaceFile,
  syncFolder,
} from "@envoy/durable-file";
import { type LandingFile, landingPath, parseLandingPath } from "@envoy/fleet-table";
import type { SequenceNumbers } from "./sequence.js";

/** One month of one gateway. */
export interface GatewayMonth {
  /** Such as "2026-11". */
  readonly month: string;
  readonly shard: number;
  readonly gateway: string;
}

/** The Parquet files of a landing, by gateway. Methods reject with Node's system errors. */
export class GatewayFiles {
  readonly #folder: string;
  readonly #temporary: string;
  readonly #numbers: SequenceNumbers;

  constructor(folder: string, temporary: string, numbers: SequenceNumbers) {
    this.#folder = folder;
    this.#temporary = temporary;
    this.#numbers = numbers;
  }

  /** The files of a month, the first captured first. */
  list(place: GatewayMonth): readonly LandingFile[] {
    const folder = dirname(landingPath({ ...place, sequence: 0, sha12: "0".repeat(12) }));
    return namesIn(join(this.#folder, folder))
      .map((name) => parseLandingPath(`${folder}/${name}`))
      .filter((file) => file !== undefined)
      .sort((a, b) => a.sequence - b.sequence);
  }

  read({ path }: LandingFile): Uint8Array {
    return readRegularFileSync(join(this.#folder, path));
  }

  /** Adds a file, durably: `encode` makes its bytes with the sequence number that it gets. */
  async add(
    place: GatewayMonth,
    encode: (sequence: number) => Promise<Uint8Array>,
  ): Promise<LandingFile> {
    const sequence = await this.#numbers.take();
    const bytes = await encode(sequence);
    const sha12 = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    const path = landingPath({ ...place, sequence, sha12 });
    const target = join(this.#folder, path);
    await makeFolder(nodeFileSystem, dirname(target));
    await replaceFile(target, bytes, { temporaryPath: join(this.#temporary, String(sequence)) });
    return { path, ...place, sequence, sha12 };
  }

  /** Removes a file whose rows are all in a later one. Power loss may bring it back, which does no harm. */
  remove({ path }: LandingFile): void {
    nodeFileSystem.unlinkSync(join(this.#folder, path));
  }

  /** Removes all files of a gateway, durably. */
  async removeAll(gateway: string, shard: number): Promise<void> {
    for (const year of namesIn(this.#folder).filter((name) => name.startsWith("year="))) {
      for (const month of namesIn(join(this.#folder, year))) {
        const parent = join(this.#folder, year, month, `shard=${shard}`);
        const folder = join(parent, `gateway=${gateway}`);
        if (!(await exists(nodeFileSystem, folder))) continue;
        await removeFolder(nodeFileSystem, folder);
        await syncFolder(nodeFileSystem, parent);
      }
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
