import type { JSX } from "preact";
import { formatRoute, routeTo } from "../state/route.js";
import { views } from "../views/views.js";

/** Links to the views that have tabs. */
export function Tabs({ current }: { readonly current: string }): JSX.Element {
  return (
    <nav class="tabs" aria-label="Views">
      {views.map(({ name, label }) =>
        label === undefined ? null : (
          <a
            key={name}
            href={formatRoute(routeTo(name))}
            aria-current={name === current ? "page" : undefined}
          >
            {label}
          </a>
        ),
      )}
    </nav>
  );
}
