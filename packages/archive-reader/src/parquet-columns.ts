import { decompress } from "fzstd";
import { type DecodedArray, parquetMetadata, parquetSchema } from "hyparquet";
// Its readers of whole files filter, prune and make rows, which would nearly double what a page loads.
// The version is exact, since only the index of a package is promised to stay as it is.
import { readColumn } from "hyparquet/src/column.js";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";

/** A Parquet file whose columns are decoded one by one, when they are asked for. Its errors are hyparquet's and fzstd's. */
export interface ParquetColumns {
  readonly rows: number;
  readonly types: ReadonlyMap<string, ParquetColumnType>;
  /**
   * Calls `take` with the values of each chunk of a column, from the first row to the last. Times are milliseconds
   * since 1970, dates days since then, text is what `toText` makes of its bytes, once for each entry of a dictionary.
   */
  decode(
    name: string,
    take: (chunk: DecodedArray) => void,
    toText?: (utf8: Uint8Array) => unknown,
  ): void;
}

export type ParquetColumnType = "text" | "number" | "time" | "date" | "other";

// A damaged file must not take all memory: no writer makes such pages, and a month of 20 inverters has 30,000 rows.
const mostBytesOfPage = 2 ** 28;
const mostRows = 2 ** 24;

const numberParsers = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: (time: bigint) => Number(time),
  timestampFromMicroseconds: (time: bigint) => Number(time) / 1e3,
  timestampFromNanoseconds: (time: bigint) => Number(time) / 1e6,
  dateFromDays: (days: number) => days,
};

export function parquetColumns(bytes: Uint8Array): ParquetColumns {
  const metadata = parquetMetadata(bytes, { geoparquet: false });
  const root = parquetSchema(metadata);
  const rows = Number(metadata.num_rows);
  if (!(rows >= 0 && rows <= mostRows)) throw new RangeError(`it has ${rows} rows`);
  return {
    rows,
    types: new Map(root.children.map((child) => [child.element.name, typeOf(child)])),
    decode(name, take, toText) {
      const column = root.children.find(({ element }) => element.name === name);
      if (column === undefined) throw new RangeError(`no column ${name}`);
      const parsers =
        toText === undefined ? numberParsers : { ...numberParsers, stringFromBytes: toText };
      for (const { columns, num_rows } of metadata.row_groups) {
        const chunk = columns.find(
          ({ meta_data }) => meta_data?.path_in_schema[0] === name,
        )?.meta_data;
        if (chunk === undefined) throw new RangeError(`a row group has no column ${name}`);
        const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
        const { data } = readColumn(
          { view: viewOf(bytes, start, Number(chunk.total_compressed_size)), offset: 0 },
          {
            groupStart: 0,
            selectStart: 0,
            selectEnd: Number(num_rows),
            groupRows: Number(num_rows),
          },
          {
            pathInSchema: chunk.path_in_schema,
            type: chunk.type,
            codec: chunk.codec,
            element: column.element,
            schemaPath: [root, column],
            parsers,
            compressors: { ZSTD: unpackZstd },
          },
        );
        for (const values of data) take(values);
      }
    },
  };
}

function unpackZstd(packed: Uint8Array, length: number): Uint8Array {
  if (length > mostBytesOfPage) throw new RangeError(`a page of ${length} bytes`);
  return decompress(packed, new Uint8Array(length));
}

function viewOf(bytes: Uint8Array, start: number, length: number): DataView {
  const chunk = bytes.subarray(start, start + length);
  return new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

type SchemaNode = ReturnType<typeof parquetSchema>;

function typeOf({ element, children }: SchemaNode): ParquetColumnType {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (children.length > 0 || element.repetition_type === "REPEATED") return "other";
  if (type === "BYTE_ARRAY") return converted === "DECIMAL" ? "other" : "text";
  if (converted?.startsWith("TIMESTAMP") || logical?.type === "TIMESTAMP") return "time";
  if (converted === "DATE" || logical?.type === "DATE") return "date";
  return type === "INT32" || type === "INT64" || type === "FLOAT" || type === "DOUBLE"
    ? "number"
    : "other";
}
