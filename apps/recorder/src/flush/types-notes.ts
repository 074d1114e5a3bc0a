import type { ArchiveTypes, Config } from "../config/config.js";
import type { Note } from "./new-notes.js";
import type { FlushResult } from "./result.js";

/** What a person should know of the archive's types: that the config wants others, and that values are lost to them. */
export function typesNotes(
  { archiveTypes, parquetArchive }: Config,
  types: ArchiveTypes,
  { overflows }: Pick<FlushResult, "overflows">,
): readonly Note[] {
  const notes: Note[] = [];
  if (archiveTypes !== undefined && archiveTypes !== types) {
    notes.push({
      path: parquetArchive,
      message: `parquet_archive.types is "${archiveTypes}", but the files in ${parquetArchive} have ${types} types, and flushes go on with these: one archive never has both. To convert all of it, run: envoy-recorder flush --rewrite`,
    });
  }
  if (overflows > 0) {
    notes.push({
      path: `${parquetArchive} overflows`,
      message:
        "The gateway sends flags of 2^63 or more, which portable types cannot hold. The rows were kept with null there, and each flush counts them; this warning is not repeated.",
    });
  }
  return notes;
}
