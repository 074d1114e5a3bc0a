import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatRoute, routeTo } from "../state/route.js";
import type { View } from "../views/view.js";
import { views } from "../views/views.js";

/** Links to the views that have tabs. */
export function Tabs({ current }: { readonly current: View }): JSX.Element {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current: tabs } = row;
    const marked = tabs?.querySelector<HTMLElement>("[aria-current]");
    if (!tabs || !marked) return;
    // At once: nothing moves that somebody looks at. (`scrollIntoView` would scroll the page, too.)
    tabs.scrollLeft = marked.offsetLeft - (tabs.clientWidth - marked.offsetWidth) / 2;
  }, [current]);
  return (
    <nav class="tabs" aria-label="Views" ref={row}>
      {views.map(({ name, label }) =>
        label === undefined ? null : (
          <a key={name} href={formatRoute(routeTo(name))} aria-current={markOf(name, current)}>
            {label}
          </a>
        ),
      )}
    </nav>
  );
}

/** A view without a tab is part of another: that one is marked, but is not the page. */
function markOf(name: string, current: View): "page" | "true" | undefined {
  if (name === current.name) return "page";
  return name === current.within ? "true" : undefined;
}
