import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@envoy/durable-file";
import type { TableFile } from "@envoy/fleet-table";
import { gatewaysName } from "../compact/gateways-file.js";
import { counted } from "../counted.js";
import type { CheckedFleet } from "./checked-fleet.js";
import { fileHash } from "./file-hash.js";
import { type Detail, type Finding, findingOf } from "./finding.js";

/** Whether the table has the files of its manifest, as they were written, and no others. */
export async function checkFiles(fleet: CheckedFleet): Promise<Finding> {
  const { folder, manifest } = fleet.generation;
  const details: Detail[] = [];
  for (const file of manifest.files) {
    fleet.signal.throwIfAborted();
    const message = await faultOf(file, fleet);
    if (message !== undefined) details.push({ where: file.path, count: 1, message });
  }
  const known = new Set(manifest.files.map(({ path }) => path));
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((path) => path.endsWith(".parquet")).sort()) {
    if (name === gatewaysName || known.has(name)) continue;
    details.push({ where: name, count: 1, message: "is in no manifest, and readers see its rows" });
  }
  if (!names.includes(gatewaysName)) {
    details.push({ where: gatewaysName, count: 1, message: "is missing" });
  }
  const how = fleet.hashes ? "hashes" : "sizes";
  return findingOf("files", "wrong", details, {
    ok: `${counted(manifest.files.length, "file")} of the table with the ${how} of the manifest`,
    found: `${counted(details.length, "file")} of the table not as the manifest says`,
  });
}

async function faultOf(
  { path, bytes, sha256 }: TableFile,
  { generation, hashes, signal }: CheckedFleet,
): Promise<string | undefined> {
  const file = join(generation.folder, path);
  try {
    const { size } = await stat(file);
    if (size !== bytes) return `has ${size} bytes, not ${bytes}`;
    if (hashes && (await fileHash(file, signal)) !== sha256) return "has another content";
    return undefined;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "is missing";
    throw error;
  }
}
