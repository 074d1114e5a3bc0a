/** Rows in columns of equal length: the values at one place of each are one row. NaN is unknown. */
export type Columns<C extends string> = InverterColumn & { readonly [column in C]: Float64Array };

interface InverterColumn {
  /** The inverters' serial numbers, or their pseudonyms. */
  readonly inverters: readonly string[];
  /** Which inverter a row is of: its place in `inverters`. */
  readonly inverter: Uint32Array;
}

/** Columns of these names. */
export function columnsOf<C extends string>(
  { inverters, inverter }: InverterColumn,
  names: readonly C[],
  column: (name: C) => Float64Array,
): Columns<C> {
  const named = Object.fromEntries(names.map((name) => [name, column(name)]));
  return { inverters, inverter, ...(named as Record<C, Float64Array>) };
}

/** Columns of these names without rows. */
export function noRows<C extends string>(names: readonly C[]): Columns<C> {
  return columnsOf({ inverters: [], inverter: new Uint32Array() }, names, () => new Float64Array());
}
