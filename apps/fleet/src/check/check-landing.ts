import { join } from "node:path";
import { isTakenIn, type LandingFile, shardOf } from "@envoy/fleet-table";
import { counted } from "../counted.js";
import type { CheckedFleet } from "./checked-fleet.js";
import { fileHash } from "./file-hash.js";
import { type Detail, type Finding, findingOf } from "./finding.js";

/** Whether each file of the landing is of a known source, in its shard, and has the content that its name says. */
export async function checkLanding(fleet: CheckedFleet): Promise<Finding> {
  const known = new Set(fleet.states.map(({ gateway }) => gateway));
  const details: Detail[] = [];
  for (const file of fleet.landing) {
    fleet.signal.throwIfAborted();
    const message = await faultOf(file, fleet, known);
    if (message !== undefined) details.push({ where: file.path, count: 1, message });
  }
  const waiting = fleet.landing.filter(
    (file) => !isTakenIn(fleet.generation.manifest, file),
  ).length;
  const waits = waiting === 0 ? "" : `, ${waiting} not in the table yet`;
  const how = fleet.hashes ? " with the hashes of their names" : "";
  return findingOf("landing", "wrong", details, {
    ok: `${counted(fleet.landing.length, "file")} of the landing${how}${waits}`,
    found: `${counted(details.length, "file")} of the landing not as it should be`,
  });
}

async function faultOf(
  { path, gateway, shard, sha12 }: LandingFile,
  { config, shards, hashes, signal }: CheckedFleet,
  known: ReadonlySet<string>,
): Promise<string | undefined> {
  if (!known.has(gateway)) {
    return `is of no source that is known; if it was forgotten: envoy-fleet forget ${gateway}`;
  }
  if (shardOf(gateway, shards) !== shard) return "is in the folder of another shard";
  if (!hashes) return undefined;
  const hash = await fileHash(join(config.landing, path), signal);
  return hash.startsWith(sha12) ? undefined : "has another content than its name says";
}
