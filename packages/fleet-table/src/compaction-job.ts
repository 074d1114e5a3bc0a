import type { LandingFile } from "./landing-file.js";
import type { TableFile } from "./table-manifest.js";

/**
 * One shard of one month that has to be written, as a pure function of the files that it names.
 *
 * - "add": the rows of the landing files that the table does not have, in new files below `recent/`, one a day. The
 *   files of `previous` are compared with and stay.
 * - "close": those rows and all of `previous`, in the month's part below `data/`, which replaces `previous`.
 * - "merge": the rows of `previous`, all of one day, in one file below `recent/` that replaces them.
 * - "forget": the rows of the one file in `previous` but those of `gateway`, in a file that replaces it.
 */
export interface CompactionJob {
  readonly kind: "add" | "close" | "merge" | "forget";
  readonly month: string;
  readonly shard: number;
  /** How many there are, which the names of files say. */
  readonly shards: number;
  readonly day: string | undefined;
  /** Published files, which win over the landing's. */
  readonly previous: readonly TableFile[];
  /** The landing files to take in, in rounds: in each round a gateway has at most one file, and an earlier round wins. */
  readonly rounds: readonly (readonly LandingFile[])[];
  /** Whose rows a "forget" leaves out. */
  readonly gateway: string | undefined;
  /** In hexadecimal: of the kind, the inputs' hashes in order and the version of the SQL. Equal digests make equal rows. */
  readonly digest: string;
}
