import type { AnswerSplitter } from "@envoy/envoy-client/parse";
import type { TableDefinition } from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import type { TableColumn } from "./table-columns.js";

/** A table beside the inverters' archive, as it is on disk. */
export interface StoredTable {
  /** The name of its folder below `paths.tables`, and of its config on the dataset card. */
  readonly name: string;
  /** What a row is, as a sentence. */
  readonly meaning: string;
  readonly columns: readonly TableColumn[];
  readonly definition: TableDefinition;
  /**
   * The columns whose values name a device, for pseudonyms. Undefined if serial numbers are
   * within its texts, so that the table is left out of an upload with pseudonyms.
   */
  readonly deviceColumns: readonly string[] | undefined;
}

/**
 * A table that is made from the same answers as the archive. To add one, write its
 * columns and collector in a file of this folder, and name it in `tables/site-tables`.
 */
export interface SiteTable extends StoredTable {
  /** The labels of the entries that it is made from; undefined is a plain poll. */
  readonly labels: readonly (string | undefined)[];
  /** A collector for one portion of a flush; `state` is the folder of `paths.state`. */
  readonly newCollector: (state: string) => TableCollector | Promise<TableCollector>;
}

/** An answer as a flush gives it to the collectors: valid UTF-8, and the readings of it were taken. */
export interface Answer {
  /** The label of its entry; undefined for a plain poll. */
  readonly label: string | undefined;
  readonly text: string;
  /** When it was saved, in microseconds since 1970: the second, and microseconds that tell the answers of one second apart. */
  readonly capturedAt: bigint;
  /** Splits the answers of this label, for those who read parts of them; what was split for one is not split for the next. */
  readonly splitter?: AnswerSplitter;
}

/** Makes rows of one table from many answers. */
export interface TableCollector {
  /** Those of its table. */
  readonly labels: readonly (string | undefined)[];
  /**
   * Whether it takes an answer whose bytes equal those of the one before it, with the same
   * label and on the same day (UTC). If not, the answer's rows are taken to be there already.
   */
  readonly takesRepeats: boolean;
  /** About how many bytes its rows take in memory. */
  readonly bytes: number;
  /**
   * Takes an answer, in the order of the polls. Returns what could not be used of it, one
   * sentence each; throws `EnvoyError` if nothing could. Either moves the poll to quarantine.
   */
  add(answer: Answer): readonly string[];
  /** The rows so far, with the table's columns. */
  table(): Table;
}
