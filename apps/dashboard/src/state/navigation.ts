import { type ReadonlySignal, signal } from "@preact/signals";
import { formatRoute, parseRoute, type Route } from "./route.js";

const current = signal<Route>(parseRoute(location.hash));

/** Where the page is: the address's hash is the only place that says so. */
export const route: ReadonlySignal<Route> = current;

addEventListener("hashchange", () => {
  current.value = parseRoute(location.hash);
});

/** Goes to a route; the browser's back button comes back from it. */
export function go(to: Route): void {
  location.hash = formatRoute(to);
}

/** Goes to a route in place of the current one, as a cursor does that moves through a day. */
export function replace(to: Route): void {
  history.replaceState(null, "", formatRoute(to));
  current.value = to;
}
