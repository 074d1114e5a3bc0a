/** A value past 2^31 in a field of watts is a negative one that wrapped around 32 bits. */
export function unwrapNegatives(
  value: unknown,
  fields: readonly string[],
  at: string,
  repaired: string[],
): unknown {
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const field of fields) {
    const number = copy[field];
    if (typeof number === "number" && number >= 2 ** 31 && number < 2 ** 32) {
      copy[field] = number - 2 ** 32;
      repaired.push(`${at}.${field}`);
    }
  }
  return copy;
}
