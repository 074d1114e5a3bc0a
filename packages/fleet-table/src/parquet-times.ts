import { decompress } from "fzstd";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  type RowGroup,
} from "hyparquet";

/** The column by which a table is partitioned. */
const timeColumn = "period_end_time";

/** How many rows a Parquet file has, and the least and the greatest end of a period, in milliseconds. */
export interface ParquetTimes {
  readonly rows: number;
  /** Infinity if there is no row. */
  readonly first: number;
  /** -Infinity if there is no row. */
  readonly last: number;
}

/**
 * Reads the footer of a Parquet file, and of a row group that has no statistics the column itself: not every engine
 * writes them. Rejects with an error of hyparquet's, or with `TypeError` if the file has no such column of timestamps.
 */
export async function parquetTimes(file: AsyncBuffer): Promise<ParquetTimes> {
  const metadata = await parquetMetadataAsync(file);
  let rows = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    const [least, greatest] =
      statisticsOf(group) ?? (await readTimes(file, metadata, rows, rows + count));
    first = Math.min(first, least);
    last = Math.max(last, greatest);
    rows += count;
  }
  return { rows, first, last };
}

function statisticsOf(group: RowGroup): readonly [number, number] | undefined {
  const column = group.columns.find(
    ({ meta_data }) => meta_data?.path_in_schema.join(".") === timeColumn,
  );
  if (column === undefined) throw new TypeError(`it has no column ${timeColumn}`);
  const statistics = column.meta_data?.statistics;
  const least = statistics?.min_value ?? statistics?.min;
  const greatest = statistics?.max_value ?? statistics?.max;
  return least === undefined || greatest === undefined ? undefined : [toMs(least), toMs(greatest)];
}

async function readTimes(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<readonly [number, number]> {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  await parquetRead({
    file,
    metadata,
    columns: [timeColumn],
    rowStart,
    rowEnd,
    compressors: { ZSTD: (bytes, length) => decompress(bytes, new Uint8Array(length)) },
    onChunk: ({ columnData }) => {
      for (const value of columnData) {
        const ms = toMs(value);
        first = Math.min(first, ms);
        last = Math.max(last, ms);
      }
    },
  });
  return [first, last];
}

function toMs(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  throw new TypeError(`its column ${timeColumn} is not one of timestamps without nulls`);
}
