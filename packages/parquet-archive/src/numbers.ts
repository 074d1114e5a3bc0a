/** The typed arrays in which Arrow keeps integers, timestamps and durations. */
export type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | WideNumbers;

/** Those of 64 bits, whose elements are bigints. */
export type WideNumbers = BigInt64Array | BigUint64Array;

export function isWide(values: Numbers): values is WideNumbers {
  return values instanceof BigInt64Array || values instanceof BigUint64Array;
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
