import { fleetKey } from "../columns.js";

/** A condition: two relations, by their names, have rows of the same key. */
export function sameKey(one: string, other: string): string {
  return fleetKey.map((column) => `${one}.${column} = ${other}.${column}`).join(" AND ");
}
