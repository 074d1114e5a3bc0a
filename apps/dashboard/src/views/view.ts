import type { ComponentType } from "preact";
import type { Site } from "../data/site.js";
import type { Route } from "../state/route.js";

/** What a view is given: where the page is, and the archive, which has readings. */
export interface ViewProps {
  readonly route: Route;
  readonly site: Site;
}

/** One view of the page. */
export interface View {
  /** The first part of its addresses, such as "day". */
  readonly name: string;
  /** The text of its tab; undefined for a view that others lead to. */
  readonly label: string | undefined;
  /** The name of the view whose tab is marked while this one has none. */
  readonly within?: string;
  readonly component: ComponentType<ViewProps>;
  /** The document's title. */
  readonly title: (props: ViewProps) => string;
  /** Where ‹ and ›, the arrow keys and a swipe go; undefined where there is nothing more, or at all. */
  readonly step?: (props: ViewProps, by: -1 | 1) => Route | undefined;
}
