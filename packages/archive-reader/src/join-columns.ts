import { type Columns, columnsOf } from "./columns.js";

/**
 * The rows of several files one after the other, with one list of inverters, which is sorted. All parts have
 * the columns of the first.
 * @throws TypeError if there is no part: `noReadings()` and `noDaySummaries()` are parts without rows.
 */
export function joinColumns<C extends string>(parts: readonly Columns<C>[]): Columns<C> {
  const [first] = parts;
  if (first === undefined) throw new TypeError("There are no columns to join.");
  const inverters = [...new Set(parts.flatMap((part) => part.inverters))].sort();
  const rows = parts.reduce((sum, { inverter }) => sum + inverter.length, 0);
  const inverter = new Uint32Array(rows);
  let row = 0;
  for (const part of parts) {
    const places = part.inverters.map((name) => inverters.indexOf(name));
    for (const place of part.inverter) inverter[row++] = places[place] ?? 0;
  }
  return columnsOf({ inverters, inverter }, valueColumns(first), (name) => {
    const joined = new Float64Array(rows);
    let start = 0;
    for (const part of parts) {
      joined.set(part[name], start);
      start += part.inverter.length;
    }
    return joined;
  });
}

function valueColumns<C extends string>(columns: Columns<C>): C[] {
  return Object.keys(columns).filter(
    (name): name is C => name !== "inverters" && name !== "inverter",
  );
}
