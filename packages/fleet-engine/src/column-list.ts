/** Columns for SELECT. Throws `TypeError` for a name that would have to be quoted, which the engines do differently. */
export function columnList(columns: readonly string[]): string {
  return columns.map(columnName).join(", ");
}

/** Columns for ORDER BY; without a word the engines order nulls differently. */
export function orderList(columns: readonly string[]): string {
  return columns.map((column) => `${columnName(column)} NULLS FIRST`).join(", ");
}

function columnName(name: string): string {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new TypeError(`"${name}" is not the name of a column.`);
  return name;
}
