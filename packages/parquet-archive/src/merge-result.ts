import type { ArchiveError } from "./errors.js";
import type { Partition } from "./partition-path.js";

/** A partition that got rows. */
export interface PartitionChange extends Partition {
  readonly path: string;
  readonly rowsAdded: number;
  /** Rows in the partition after the merge. */
  readonly rows: number;
  /** Size of its file after the merge. */
  readonly bytes: number;
}

/** Something to tell a person about a partition that was read all the same. */
export interface PartitionNote extends Partition {
  readonly path: string;
  /** A sentence, which names the path. */
  readonly message: string;
}

/** What a merge did. */
export interface MergeResult {
  readonly changes: readonly PartitionChange[];
  /** Rows added to all partitions together. */
  readonly rowsAdded: number;
  /** Partitions that could not be read or written. Their rows were not archived. */
  readonly failures: readonly ArchiveError[];
  /** Changed partitions whose file had other types, as another program writes them, and now has the archive's. */
  readonly converted: readonly PartitionNote[];
  /** Partitions whose file holds rows of another month, or a key twice. Every merge that reads it says so. */
  readonly suspicions: readonly PartitionNote[];
}
