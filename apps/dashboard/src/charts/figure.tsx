import type { ComponentChildren, JSX } from "preact";
import { route } from "../state/navigation.js";
import { formatRoute, withQuery } from "../state/route.js";
import { DataTable, type TableContent } from "./data-table.js";

/** A picture with its twin: the same as a table, for which the address says `table=1`. */
export function Figure({
  caption,
  table,
  children,
}: {
  /** What the picture shows, in a few words. */
  readonly caption: string;
  /** Made only when it is shown. */
  readonly table: () => TableContent;
  readonly children: ComponentChildren;
}): JSX.Element {
  const isTable = route.value.query["table"] === "1";
  const other = withQuery(route.value, { table: isTable ? undefined : "1" });
  return (
    <figure>
      {isTable ? <DataTable caption={caption} {...table()} /> : children}
      <figcaption>
        <span>{caption}</span>
        <a class="toggle" href={formatRoute(other)}>
          {isTable ? "Show as picture" : "Show as table"}
        </a>
      </figcaption>
    </figure>
  );
}
