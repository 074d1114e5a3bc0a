import { DataType, type Field, type Schema, type Timestamp, TimeUnit } from "apache-arrow";

/** Options of {@link defineTable}. */
export interface TableDefinitionOptions {
  /** The columns of every file: dictionaries of text, integers, timestamps and durations. */
  readonly schema: Schema;
  /** The columns that no two rows share, and by which files are sorted. */
  readonly primaryKey: readonly string[];
  /** The timestamp[us, UTC] column whose month is the partition. */
  readonly partitionTime: string;
}

/** What every file of an archive looks like. */
export interface TableDefinition extends TableDefinitionOptions {
  readonly keyFields: readonly Field[];
}

/** Checks a table's definition. Throws `TypeError` where a key or the partition's time is not a fit column. */
export function defineTable(options: TableDefinitionOptions): TableDefinition {
  const { schema, primaryKey, partitionTime } = options;
  const named = (name: string): Field => {
    const field = schema.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw new TypeError(`The schema has no column "${name}".`);
    return field;
  };
  for (const { name, type } of schema.fields) {
    if (!isTextDictionary(type) && !isFixedWidth(type)) {
      throw new TypeError(`Column "${name}" has type ${type}, which the archive cannot keep.`);
    }
  }
  if (primaryKey.length === 0) throw new TypeError("The primary key needs a column.");
  if (!isMicrosecondTimestamp(named(partitionTime).type)) {
    throw new TypeError(`Column "${partitionTime}" should be a timestamp in microseconds.`);
  }
  return { ...options, keyFields: primaryKey.map(named) };
}

export function isTextDictionary(type: DataType): boolean {
  return (
    DataType.isDictionary(type) &&
    (DataType.isUtf8(type.dictionary) || DataType.isLargeUtf8(type.dictionary))
  );
}

function isFixedWidth(type: DataType): boolean {
  return DataType.isInt(type) || DataType.isTimestamp(type) || DataType.isDuration(type);
}

function isMicrosecondTimestamp(type: DataType): type is Timestamp {
  return DataType.isTimestamp(type) && type.unit === TimeUnit.MICROSECOND;
}
