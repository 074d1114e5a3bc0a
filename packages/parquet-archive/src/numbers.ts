/** The typed arrays in which Arrow keeps integers, floats, timestamps and durations. */
export type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float64Array
  | WideNumbers;

/** Those of 64 bits, whose elements are bigints. */
export type WideNumbers = BigInt64Array | BigUint64Array;

export function isWide(values: Numbers): values is WideNumbers {
  return values instanceof BigInt64Array || values instanceof BigUint64Array;
}

/** Stores a number as an element of the array's own kind; what does not fit becomes another number. */
export function storeNumber(values: Numbers, index: number, value: number | bigint): void {
  if (!isWide(values)) values[index] = Number(value);
  else if (typeof value === "bigint" || Number.isInteger(value)) values[index] = BigInt(value);
}

/** Whether two numbers are equal, whichever of the two kinds they are; a NaN equals another. */
export function isSameNumber(a: number | bigint, b: number | bigint): boolean {
  // Comparing is exact between the kinds; converting either to the other would not be.
  return (a >= b && a <= b) || (Number.isNaN(a) && Number.isNaN(b));
}

/** Copies all of `source` to the start of `target`. */
export function copyNumbers(target: Numbers, source: Numbers): void {
  if (isWide(target)) {
    if (!isWide(source)) throw mismatch();
    target.set(source);
  } else {
    if (isWide(source)) throw mismatch();
    target.set(source);
  }
}

function mismatch(): TypeError {
  return new TypeError("The vectors of one column differ in width.");
}

/** Whether every integer that the elements of `from` can be is one that those of `to` can be. */
export function canHoldAll(to: Numbers, from: Numbers): boolean {
  if (to instanceof Float64Array || from instanceof Float64Array) return false;
  if (isSigned(from) && !isSigned(to)) return false;
  return isSigned(from) === isSigned(to)
    ? from.BYTES_PER_ELEMENT <= to.BYTES_PER_ELEMENT
    : from.BYTES_PER_ELEMENT < to.BYTES_PER_ELEMENT;
}

function isSigned(values: Numbers): boolean {
  return (
    values instanceof Int8Array ||
    values instanceof Int16Array ||
    values instanceof Int32Array ||
    values instanceof BigInt64Array
  );
}
