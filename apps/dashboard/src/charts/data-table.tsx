import type { JSX } from "preact";

/** What a table shows. The first column names the row. */
export interface TableContent {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Shown if there are no rows. */
  readonly empty?: string;
}

/** So many columns fit the narrowest screens. */
const mostFew = 4;

export function DataTable({
  caption,
  columns,
  rows,
  empty = "Nothing to show.",
}: TableContent & { readonly caption: string }): JSX.Element {
  if (rows.length === 0) return <p class="muted">{empty}</p>;
  const kind = columns.length <= mostFew ? "table few" : "table";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section class={kind} aria-label={caption} tabIndex={0} data-own-keys data-own-gestures>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name = "", ...values]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, column) => (
                <td key={column}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
