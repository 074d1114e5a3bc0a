import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { site, siteFailure } from "../data/site.js";
import { stepOfKey } from "../state/keyboard.js";
import { go, route } from "../state/navigation.js";
import { onSwipe } from "../state/swipe.js";
import type { View } from "../views/view.js";
import { views } from "../views/views.js";
import { EmptyArchive, OpeningArchive, UnreadableArchive } from "./archive-states.js";
import { Notices } from "./notices.js";
import { Tabs } from "./tabs.js";

/** The page: tabs, what is to be known at once, and the view that the address names. */
export function App(): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const view = views.find(({ name }) => name === route.value.view) ?? views[0];

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const by = stepOfKey(event);
      if (by !== undefined && step(view, by)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    const endSwipe =
      main.current === null ? undefined : onSwipe(main.current, (by) => step(view, by));
    return () => {
      removeEventListener("keydown", onKey);
      endSwipe?.();
    };
  }, [view]);

  const shown = site.value;
  useEffect(() => {
    if (shown !== undefined)
      document.title = `${view.title({ route: route.value, site: shown })} · Solar`;
  }, [view, shown, route.value]);

  return (
    <>
      {/* A button: the hash of a link would be another address of the page. */}
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <Tabs current={view} />
      </header>
      <main id="content" tabIndex={-1} ref={main}>
        <Notices />
        <Content view={view} />
      </main>
    </>
  );
}

function Content({ view }: { readonly view: View }): JSX.Element {
  const shown = site.value;
  if (shown === undefined) {
    const failure = siteFailure.value;
    return failure === undefined ? <OpeningArchive /> : <UnreadableArchive failure={failure} />;
  }
  if (shown.lastDay === undefined) return <EmptyArchive site={shown} />;
  return <view.component route={route.value} site={shown} />;
}

function step(view: View, by: -1 | 1): boolean {
  if (site.value?.lastDay === undefined) return false;
  const to = view.step?.({ route: route.value, site: site.value }, by);
  if (to !== undefined) go(to);
  return to !== undefined;
}
