import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { landingPath, shardOf } from "@envoy/fleet-table";
import { encodeFile } from "@envoy/parquet-archive";
import { landingGateway } from "./gateway.js";
import { gatewayMonth } from "./gateway-month.js";

/** What all gateways of one landing have in common. */
export interface LandingMonth {
  readonly folder: string;
  readonly month: string;
  /** In seconds since 1970: the readings from `from` on, up to `to`. */
  readonly from: number;
  readonly to: number;
  readonly shards: number;
  readonly seed: number;
  /** The sequence of gateway 0; that of the others follows. */
  readonly firstSequence: number;
  /** The names of the files' columns, in their order: engines are not loaded in each worker for that. */
  readonly columns: readonly string[];
}

/** What was written for some gateways. */
export interface WrittenFiles {
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
}

/** Writes the file of one gateway, in place of those that it has, and what is known of its source. Nothing is synced. */
export async function writeGateway(index: number, landing: LandingMonth): Promise<WrittenFiles> {
  const { folder, month, from, to, shards, seed } = landing;
  const gateway = landingGateway(index, seed, from);
  const { id, timeZone, pseudonyms } = gateway;
  const sequence = landing.firstSequence + index;
  const { table, first, last } = gatewayMonth(gateway, sequence, from, to, landing.columns);
  const bytes = await encodeFile(table);
  const hash = createHash("sha256").update(bytes).digest("hex");
  const shard = shardOf(id, shards);
  const path = join(
    folder,
    landingPath({ month, shard, gateway: id, sequence, sha12: hash.slice(0, 12) }),
  );
  // A pull removes a file when all of its rows are in the next one.
  rmSync(dirname(path), { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const rows = table.numRows;
  const state = {
    version: 1,
    gateway: id,
    shard,
    place: { kind: "folder", path: `/simulated/${id}` },
    timeZone,
    files: {
      [`month=${month}`]: {
        hash,
        bytes: bytes.byteLength,
        rows,
        nulledValues: 0,
        rowsLeftOut: 0,
      },
    },
    inverters: [...pseudonyms].sort(),
    first: first * 1000,
    last: last * 1000,
  };
  writeFileSync(join(folder, "sources", `${id}.json`), `${JSON.stringify(state)}\n`);
  return { files: 1, rows, bytes: bytes.byteLength };
}
