import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { type Cell, encodeFile, tableFromColumns } from "@envoy/parquet-archive";
import {
  type DataType,
  Field,
  Float64,
  Int32,
  Schema,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";
import { csvHeader, csvLine } from "./csv.js";
import type { ReportColumn, ReportValue } from "./report-rows.js";

/** One of a report's tables: its rows are written as CSV at once, and gathered for Parquet, whose columns take less memory. */
export class ReportTable {
  readonly #columns: readonly ReportColumn[];
  readonly #values: readonly ReportValue[][];

  constructor(columns: readonly ReportColumn[]) {
    this.#columns = columns;
    this.#values = columns.map(() => []);
  }

  add(row: Readonly<Record<string, ReportValue>>): void {
    for (const [i, { name }] of this.#columns.entries()) this.#values[i]?.push(row[name] ?? null);
  }

  /** Writes the rows as CSV. Rejects with the disk's error. */
  async writeCsv(path: string): Promise<void> {
    const stream = createWriteStream(path);
    const ended = finished(stream);
    // A disk that fails meanwhile is reported below.
    ended.catch(() => {});
    stream.write(csvHeader(this.#columns));
    const rows = this.#values[0]?.length ?? 0;
    for (let row = 0; row < rows && !stream.destroyed; row++) {
      const line = csvLine(
        this.#values.map((values) => values[row] ?? null),
        this.#columns,
      );
      if (!stream.write(line)) await Promise.race([once(stream, "drain"), ended]);
    }
    stream.end();
    await ended;
  }

  /** Writes the rows as Parquet. Rejects with the disk's error. */
  async writeParquet(path: string): Promise<void> {
    const schema = new Schema(
      this.#columns.map(({ name, type }) => new Field(name, arrowType(type), true)),
    );
    const cells = this.#columns.map(({ name, type }, i): [string, readonly Cell[]] => {
      const values = this.#values[i] ?? [];
      return [name, type === "time" ? values.map(microseconds) : values];
    });
    await writeFile(path, await encodeFile(tableFromColumns(schema, Object.fromEntries(cells))));
  }
}

function arrowType(type: ReportColumn["type"]): DataType {
  if (type === "text") return new Utf8();
  if (type === "time") return new TimestampMicrosecond("UTC");
  return type === "count" ? new Int32() : new Float64();
}

function microseconds(value: ReportValue): Cell {
  return value === null ? null : BigInt(value) * 1000n;
}
