import { DataType, type Schema, type Table, tableFromIPC, tableToIPC } from "apache-arrow";
import type { WriterPropertiesBuilder } from "parquet-wasm";
import { type ParquetLibrary, withParquetLibrary } from "./parquet-library.js";

/** What a Parquet file says about itself in its footer: keys and values of text. */
export type FileMetadata = Readonly<Record<string, string>>;

/** The table as the bytes of a Parquet file: compressed with zstd, with the Arrow schema and the metadata in the footer. */
export function encodeParquet(table: Table, metadata: FileMetadata = {}): Uint8Array {
  return withParquetLibrary((library) => {
    const wasmTable = library.Table.fromIPCStream(tableToIPC(table, "stream"));
    const properties = writerProperties(library, table.schema)
      .setKeyValueMetadata(new Map(Object.entries(metadata)))
      .build();
    return library.writeParquet(wasmTable, properties);
  });
}

function writerProperties(
  { Compression, EnabledStatistics, Encoding, WriterPropertiesBuilder: Builder }: ParquetLibrary,
  schema: Schema,
): WriterPropertiesBuilder {
  let builder = new Builder()
    .setCompression(Compression.ZSTD)
    .setStatisticsEnabled(EnabledStatistics.Chunk);
  for (const { name, type } of schema.fields) {
    // Neighbouring values differ little, so their differences take fewer bytes than a
    // dictionary. Parquet allows this encoding for INT32 and INT64 only.
    if (DataType.isInt(type) || DataType.isTimestamp(type) || DataType.isDuration(type)) {
      builder = builder
        .setColumnDictionaryEnabled(name, false)
        .setColumnEncoding(name, Encoding.DELTA_BINARY_PACKED);
    }
  }
  return builder;
}

/**
 * More rows than a month of 3,000 inverters has. A damaged or hostile footer may promise any
 * number, and a few kB of nulls hold millions, which would take all memory.
 */
const maxRows = 10_000_000;

/** The rows of a Parquet file's bytes. Throws if they are not a complete Parquet file, or hold more than 10 million rows. */
export function decodeParquet(bytes: Uint8Array): Table {
  const table = withParquetLibrary(({ readParquet }) => {
    const options = { batchSize: 1_048_576, limit: maxRows + 1 };
    return tableFromIPC(readParquet(bytes, options).intoIPCStream());
  });
  if (table.numRows > maxRows) throw new Error(`it holds more than ${maxRows} rows`);
  return table;
}

/** The names of the columns in a Parquet file's bytes, of which only the footer is decoded. Throws if they are not a complete Parquet file. */
export function decodeColumnNames(bytes: Uint8Array): readonly string[] {
  const { schema } = withParquetLibrary(({ readSchema }) =>
    tableFromIPC(readSchema(bytes).intoIPCStream()),
  );
  return schema.fields.map(({ name }) => name);
}
