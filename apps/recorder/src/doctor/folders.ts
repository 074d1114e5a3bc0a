import { constants } from "node:fs";
import { access, readdir, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "@envoy/durable-file";
import type { Config } from "../config/config.js";
import { exitCode } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { foreignPath, ownFolders, refuseForeignFolders } from "../errors/owner.js";
import { asStorageError } from "../errors/storage-error.js";
import { type Finding, fail, failureOf, ok, warn } from "./finding.js";

/** Below this, the next flush may not find room for the month's new file. */
const fewBytes = 20e6;
const lowBytes = 500e6;

const toMakeRoom = "Delete what you do not need there, or move the folder: paths in the config.";

/** Whether this user may write in the recorder's folders and owns what is in them. */
export async function foldersFinding(config: Config): Promise<Finding> {
  const folders = recordersFolders(config);
  try {
    refuseForeignFolders(ownFolders(config));
    for (const folder of [...folders, ...logFolder(config)]) await checkFolder(folder);
    if (config.logFile !== undefined) await checkLogFile(config.logFile);
  } catch (error) {
    return rightsFailure(error);
  }
  return ok("can be read and written, and are this user's");
}

function rightsFailure(error: unknown): Finding {
  const path = error instanceof Error && "path" in error ? String(error.path) : undefined;
  if (path === undefined || foreignPath(path) !== undefined) {
    return failureOf(asStorageError("This user cannot record", error), "Correct its rights.");
  }
  if (errorCode(error) === "EROFS") {
    return fail(
      exitCode.storage,
      `the disk of ${path} is mounted read-only`,
      "A failing SD card or disk is mounted so to protect it. Back up what is on it, look for its errors with dmesg, and replace it.",
    );
  }
  return fail(
    exitCode.storage,
    `This user cannot record: ${messageOf(error)}`,
    `It needs to be a folder that this user can write in: chmod u+rwX '${path}', or name another in the config.`,
  );
}

/** How much room is left for them. */
export async function spaceFinding(config: Config): Promise<Finding> {
  const folders = [...recordersFolders(config), ...logFolder(config)];
  let least: { readonly folder: string; readonly bytes: number } | undefined;
  for (const folder of folders) {
    const { bavail, bsize, files, ffree } = await statfs(await existing(folder));
    if (files > 0 && ffree === 0) {
      return fail(
        exitCode.storage,
        `no more files can be made on the disk of ${folder}`,
        toMakeRoom,
      );
    }
    const bytes = bavail * bsize;
    if (least === undefined || bytes < least.bytes) least = { folder, bytes };
  }
  const { folder, bytes } = least ?? { folder: "", bytes: 0 };
  const size = bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes < fewBytes) {
    return fail(exitCode.storage, `only ${size} free on the disk of ${folder}`, toMakeRoom);
  }
  return bytes < lowBytes
    ? warn(`${size} free on the disk of ${folder}`, toMakeRoom)
    : ok(`${size} free`);
}

function recordersFolders({
  liveBuffer,
  parquetArchive,
  tablesFolder,
  state,
}: Config): readonly string[] {
  return [liveBuffer, parquetArchive, tablesFolder, state];
}

function logFolder({ logFile }: Config): readonly string[] {
  return logFile === undefined ? [] : [dirname(logFile)];
}

/** Rejects with Node's system error if it is there and cannot be written. */
async function checkLogFile(path: string): Promise<void> {
  try {
    await access(path, constants.W_OK);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** Rejects with Node's system error if the folder, or the one that it would be made in, cannot be used. */
async function checkFolder(folder: string): Promise<void> {
  const path = await existing(folder);
  if (!(await stat(path)).isDirectory()) {
    throw Object.assign(new Error(`ENOTDIR: not a directory, '${path}'`), {
      code: "ENOTDIR",
      path,
    });
  }
  await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  if (path !== folder) return;
  // What a run as another user left, such as one as root.
  for (const name of await readdir(path)) {
    const child = join(path, name);
    const foreign = foreignPath(child);
    if (foreign === undefined) continue;
    await access(child, constants.R_OK | constants.W_OK);
  }
}

/** The folder or, if it does not exist, the nearest one above it. */
async function existing(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || path === dirname(path)) throw error;
    return existing(dirname(path));
  }
}
