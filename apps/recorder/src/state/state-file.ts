import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode, makeFolderSync, replaceFile } from "@envoy/durable-file";
import { readTextFile } from "./text-file.js";

/** The text of a state file; undefined if there is none. Rejects with Node's system errors. */
export async function readState(path: string): Promise<string | undefined> {
  try {
    return await readTextFile(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Keeps text between runs, durably and for its owner alone. Losing it costs work, never a reading. */
export async function writeState(path: string, text: string): Promise<void> {
  makeFolderSync(dirname(path), 0o700);
  const temporaryPath = `${path}.${process.pid}.tmp`;
  await replaceFile(path, new TextEncoder().encode(`${text}\n`), { temporaryPath, mode: 0o600 });
}

export async function removeState(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** The fields of a state file's JSON object; none if the file is missing, damaged or cannot be read. */
export async function readStateFields(
  path: string,
  onReadError: (error: unknown) => void = () => undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const text = await readState(path).catch(onReadError);
  try {
    const json: unknown = JSON.parse(text ?? "");
    return typeof json === "object" && json !== null ? { ...json } : {};
  } catch {
    return {};
  }
}

export async function writeStateFields(
  path: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  await writeState(path, JSON.stringify(fields, undefined, 1));
}
