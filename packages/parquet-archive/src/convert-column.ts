import { DataType, type Field, Precision, TimeUnit, type Vector } from "apache-arrow";
import type { Column, NumberColumn } from "./column.js";
import { flattenColumn, flattenNumbers } from "./flatten.js";
import { isSameNumber, type Numbers, storeNumber } from "./numbers.js";
import { plainTextColumn } from "./plain-text.js";
import { isDouble, isPlainText, isTextDictionary } from "./table-definition.js";
import { toTextColumn } from "./text-dictionary.js";

/** A column in the archive's type and what differed, or why it cannot be converted without loss. */
export type Conversion =
  | { readonly column: Column; readonly difference: string }
  | { readonly problem: string };

/** Converts a column of another type, value by value, to the type of the archive's field. */
export function convertColumn(field: Field, vector: Vector): Conversion {
  const { name } = field;
  const from: DataType = vector.type;
  const to: DataType = field.type;
  const otherType = { problem: `"${name}" is ${from}, should be ${to}` };
  if (isTextDictionary(to) || isPlainText(to)) {
    const column = isPlainText(to) ? plainTextOf(vector) : textOf(vector);
    return column === undefined
      ? otherType
      : { column, difference: `"${name}" is ${from}, not ${to}` };
  }
  if (DataType.isTimestamp(from) && !from.timezone && DataType.isTimestamp(to)) {
    return {
      problem: `"${name}" has no time zone, so its times may be local ones; write them with time zone UTC`,
    };
  }
  const convert = conversionOf(from, to);
  if (convert === undefined) return otherType;
  return convertNumbers(field, from, flattenNumbers(from, vector.data), convert);
}

function textOf(vector: Vector): Column | undefined {
  const type: DataType = vector.type;
  if (isTextDictionary(type)) return flattenColumn(type, [vector]);
  return isAnyText(type) ? toTextColumn([...vector]) : undefined;
}

function plainTextOf(vector: Vector): Column | undefined {
  return isAnyText(vector.type) ? plainTextColumn([...vector]) : undefined;
}

function isAnyText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || isTextDictionary(type);
}

/** The same value in another type; undefined if that type has no such value. */
type ConvertExactly = (value: number | bigint) => number | bigint | undefined;

/** How values of one type become values of another; undefined if nobody can tell. */
function conversionOf(from: DataType, to: DataType): ConvertExactly | undefined {
  if (DataType.isInt(to)) {
    if (DataType.isInt(from)) return BigInt;
    // pandas turns integers into floats where some are null.
    if (DataType.isFloat(from) && from.precision !== Precision.HALF) return wholeNumber;
  }
  if (isDouble(to)) {
    // Every float fits into a double, and so do integers up to 2^53.
    if (DataType.isFloat(from) && from.precision !== Precision.HALF) return (value) => value;
    if (DataType.isInt(from)) return wholeNumber;
  }
  if (DataType.isDuration(to)) {
    if (DataType.isDuration(from)) return scale(from.unit, to.unit);
    // Parquet has no durations: without the Arrow schema, they are read as plain integers.
    if (DataType.isInt(from) && from.isSigned && from.bitWidth === 64) return BigInt;
  }
  // A time in any zone is stored as UTC: the zone says only how to show it.
  if (DataType.isTimestamp(from) && DataType.isTimestamp(to) && to.timezone !== null) {
    return scale(from.unit, to.unit);
  }
  return undefined;
}

function wholeNumber(value: number | bigint): bigint | undefined {
  return Number.isSafeInteger(Number(value)) ? BigInt(value) : undefined;
}

const unitsPerSecond: Readonly<Record<TimeUnit, bigint>> = {
  [TimeUnit.SECOND]: 1n,
  [TimeUnit.MILLISECOND]: 1000n,
  [TimeUnit.MICROSECOND]: 1_000_000n,
  [TimeUnit.NANOSECOND]: 1_000_000_000n,
};

function scale(from: TimeUnit, to: TimeUnit): ConvertExactly {
  return (value) => {
    const scaled = BigInt(value) * unitsPerSecond[to];
    return scaled % unitsPerSecond[from] === 0n ? scaled / unitsPerSecond[from] : undefined;
  };
}

function convertNumbers(
  { name, type }: Field,
  from: DataType,
  { values: found, isNull }: NumberColumn,
  convert: ConvertExactly,
): Conversion {
  const values: Numbers = new type.ArrayType(found.length);
  for (let row = 0; row < found.length; row++) {
    const value = found[row];
    if (value === undefined || isNull?.[row] === 1) continue;
    const converted = convert(value);
    if (converted !== undefined) storeNumber(values, row, converted);
    // An integer that does not fit is another one after it was stored.
    if (converted === undefined || !isSameNumber(values[row] ?? 0, converted)) {
      return {
        problem: `"${name}" is ${from} and holds ${value} (row ${row + 1}), which ${type} cannot hold`,
      };
    }
  }
  const unit = DataType.isInt(from) && DataType.isDuration(type) ? TimeUnit[type.unit] : undefined;
  const reading = unit === undefined ? `not ${type}` : `read as ${unit.toLowerCase()}s`;
  return {
    column: { kind: "fixed", values, isNull },
    difference: `"${name}" is ${from}, ${reading}`,
  };
}
