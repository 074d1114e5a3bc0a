import { readdirSync } from "node:fs";
import { join } from "node:path";
import { errorCode, readRegularFileSync, replaceFile } from "@envoy/durable-file";
import { exitCode, FleetError } from "../errors/exit-code.js";

const name = "landing.json";

/** How many shards each month of a landing has; undefined if it is not made yet. Throws `FleetError` if the file is damaged, or Node's system errors. */
export function readShards(folder: string): number | undefined {
  const path = join(folder, name);
  let text: string;
  try {
    text = new TextDecoder().decode(readRegularFileSync(path, { maxBytes: 65_536 }));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const shards = parseShards(text);
  if (shards !== undefined) return shards;
  const message = `${path} should be like {"version":1,"shards":8}. Put it back from a backup; the number of shards is that of the folders shard=0, shard=1, ... of the landing.`;
  throw new FleetError(exitCode.storage, message);
}

function parseShards(text: string): number | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== "object" || json === null) return undefined;
    const { version, shards } = { version: undefined, shards: undefined, ...json };
    const isShards = Number.isSafeInteger(shards) && Number(shards) >= 1;
    return version === 1 && isShards ? Number(shards) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the file that makes a landing one. */
export async function writeShards(
  folder: string,
  temporary: string,
  shards: number,
): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify({ version: 1, shards })}\n`);
  await replaceFile(join(folder, name), bytes, { temporaryPath: join(temporary, name) });
}

/** Whether a folder contains files of a landing, or knows a source. */
export function hasContent(folder: string): boolean {
  return readdirSync(folder).some((entry) => entry.startsWith("year=") || entry === "sources");
}
