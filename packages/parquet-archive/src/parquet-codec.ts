import { DataType, type Schema, type Table, tableFromIPC, tableToIPC } from "apache-arrow";
import {
  Compression,
  EnabledStatistics,
  Encoding,
  readParquet,
  Table as WasmTable,
  WriterPropertiesBuilder,
  writeParquet,
} from "parquet-wasm";

/** The table as the bytes of a Parquet file: compressed with zstd, with the Arrow schema in the footer. */
export function encodeParquet(table: Table): Uint8Array {
  const wasmTable = WasmTable.fromIPCStream(tableToIPC(table, "stream"));
  return writeParquet(wasmTable, writerProperties(table.schema).build());
}

function writerProperties(schema: Schema): WriterPropertiesBuilder {
  let builder = new WriterPropertiesBuilder()
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

/** The rows of a Parquet file's bytes. Throws if they are not a complete Parquet file. */
export function decodeParquet(bytes: Uint8Array): Table {
  return tableFromIPC(readParquet(bytes, { batchSize: 1_048_576 }).intoIPCStream());
}
