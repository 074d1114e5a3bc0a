import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "@envoy/durable-file";
import { canonicalPath } from "@envoy/process-lock";
import type { Config } from "../config/config.js";
import { contains } from "../config/folders.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";

/**
 * The folders to read answers from, without those that are inside another. Rejects with
 * `RecorderError` if one is not a folder, or has the recorder's own files in it.
 */
export async function sourceFolders(
  config: Config,
  folders: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of folders) {
    await refuseUnlessFolder(folder);
    const real = await canonicalPath(folder);
    await refuseOwnFiles(config, folder, real);
    found.add(real);
  }
  const all = [...found];
  return all.filter((inner) => !all.some((outer) => outer !== inner && contains(outer, inner)));
}

async function refuseUnlessFolder(folder: string): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(folder)).isDirectory();
  } catch (cause) {
    const why =
      errorCode(cause) === "ENOENT" ? "does not exist" : `cannot be read: ${messageOf(cause)}`;
    throw refusal(`${folder} ${why}.`, cause);
  }
  if (!isFolder) {
    throw refusal(`${folder} is not a folder. Give the folder that it is in, ${dirname(folder)}.`);
  }
}

async function refuseOwnFiles(
  { liveBuffer, parquetArchive, tablesFolder }: Config,
  folder: string,
  real: string,
): Promise<void> {
  const archive = await canonicalPath(parquetArchive);
  const tables = await canonicalPath(tablesFolder);
  const buffer = await canonicalPath(liveBuffer);
  const quarantine = join(buffer, "quarantine");
  if (contains(archive, real)) {
    throw refusal(
      `${folder} is in the archive itself, ${parquetArchive}, which has no raw answers.`,
    );
  }
  if (contains(tables, real)) {
    throw refusal(`${folder} is in the tables, ${tablesFolder}, which have no raw answers.`);
  }
  if (contains(quarantine, real)) return;
  if (contains(buffer, real)) {
    throw refusal(
      `${folder} is in the buffer, ${liveBuffer}, whose polls a flush archives. Only its quarantine can be backfilled, ${join(liveBuffer, "quarantine")}.`,
    );
  }
  const own = [
    { path: archive, what: "archive" },
    { path: tables, what: "tables" },
    { path: buffer, what: "buffer" },
  ].find(({ path }) => contains(real, path));
  if (own === undefined) return;
  throw refusal(
    `${folder} contains the recorder's own ${own.what}, ${own.path}. Give the folders that have the answers one by one.`,
  );
}

function refusal(why: string, cause?: unknown): RecorderError {
  return new RecorderError(exitCode.config, `${why} Nothing was backfilled.`, { cause });
}
