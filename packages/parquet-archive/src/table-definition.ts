import {
  DataType,
  DateUnit,
  type Dictionary,
  type Field,
  type Float64,
  Precision,
  type Schema,
  type Timestamp,
  TimeUnit,
  type Utf8,
} from "apache-arrow";
import type { PartitionLength } from "./partition-path.js";

/** What every file of an archive holds. */
export interface TableDefinition {
  /** The columns of every file: dictionaries of text, plain text, integers, doubles, dates, timestamps and durations. */
  readonly schema: Schema;
  /** The columns that tell rows apart, and by which files are sorted: no plain text and no doubles. */
  readonly primaryKey: readonly string[];
  /** The timestamp[us, UTC] or date column whose year, month or day is the partition. */
  readonly partitionTime: string;
  /** @default "month" */
  readonly partitionBy?: PartitionLength;
  /**
   * A new row that equals the one before it in order of key, in all but the last column of the
   * key, is not added: of a state that lasts, the archive holds the beginning. Each partition
   * is by itself, so that its file can be read alone.
   * @default false
   */
  readonly skipRepeats?: boolean;
}

/** Checks a table's definition and returns it. Throws `TypeError` if a column is missing or has a type that does not fit. */
export function defineTable(definition: TableDefinition): TableDefinition {
  const { schema, primaryKey, partitionTime } = definition;
  const fieldOf = (name: string): Field => {
    const field = schema.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw new TypeError(`The schema has no column "${name}".`);
    return field;
  };
  for (const { name, type } of schema.fields) {
    if (!isTextDictionary(type) && !isPlainText(type) && !isFixedWidth(type)) {
      throw new TypeError(`Column "${name}" has type ${type}, which the archive cannot hold.`);
    }
  }
  if (primaryKey.length === 0) throw new TypeError("The primary key needs at least one column.");
  for (const name of primaryKey) {
    const { type } = fieldOf(name);
    if (isPlainText(type) || isDouble(type)) {
      throw new TypeError(`Column "${name}" has type ${type}, which a key cannot have.`);
    }
  }
  const { type } = fieldOf(partitionTime);
  if (!isMicrosecondTimestamp(type) && !isDay(type)) {
    throw new TypeError(`Column "${partitionTime}" must be a timestamp in microseconds or a date.`);
  }
  return definition;
}

export function isTextDictionary(type: DataType): type is Dictionary {
  return (
    DataType.isDictionary(type) &&
    (DataType.isUtf8(type.dictionary) || DataType.isLargeUtf8(type.dictionary))
  );
}

export function isPlainText(type: DataType): type is Utf8 {
  return DataType.isUtf8(type);
}

export function isDouble(type: DataType): type is Float64 {
  return DataType.isFloat(type) && type.precision === Precision.DOUBLE;
}

/** Numbers, times and dates. */
export function isFixedWidth(type: DataType): boolean {
  return (
    DataType.isInt(type) ||
    isDouble(type) ||
    isDay(type) ||
    DataType.isTimestamp(type) ||
    DataType.isDuration(type)
  );
}

function isDay(type: DataType): boolean {
  return DataType.isDate(type) && type.unit === DateUnit.DAY;
}

function isMicrosecondTimestamp(type: DataType): type is Timestamp {
  return DataType.isTimestamp(type) && type.unit === TimeUnit.MICROSECOND;
}
