import type { ArchiveTypes } from "../config/config.js";
import type { Run } from "../run.js";
import { newNotes } from "./new-notes.js";
import type { FlushResult } from "./result.js";
import { typesNotes } from "./types-notes.js";

/** Logs what a merge converted and, each thing once, what a person should know of the archive. */
export async function logArchiveNotes(
  { config, logger }: Pick<Run, "config" | "logger">,
  types: ArchiveTypes,
  result: FlushResult,
): Promise<void> {
  for (const { message } of result.converted) logger.info("archive_note", message);
  const notes = [...result.suspicions, ...typesNotes(config, types, result)];
  for (const message of await newNotes(config.state, notes))
    logger.warning("archive_note", message);
}
