import { type ReadonlySignal, signal } from "@preact/signals";
import { formatRoute, parseRoute, type Route } from "./route.js";

const current = signal<Route>(parseRoute(location.hash));

/** Where the page is: the address's hash is the only place that says so. */
export const route: ReadonlySignal<Route> = current;

addEventListener("hashchange", () => {
  unwritten = undefined;
  current.value = parseRoute(location.hash);
});

/** Goes to a route; the browser's back button comes back from it. */
export function go(to: Route): void {
  writeAddress();
  location.hash = formatRoute(to);
}

/** A browser refuses to change the address a hundred times in some seconds, as a cursor under a finger would. */
const settledMs = 150;
let unwritten: Route | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Goes to a route in place of the current one, as a cursor does that moves through a day. The address follows once it rests. */
export function replace(to: Route): void {
  current.value = to;
  unwritten = to;
  clearTimeout(timer);
  timer = setTimeout(writeAddress, settledMs);
}

function writeAddress(): void {
  clearTimeout(timer);
  if (unwritten !== undefined) history.replaceState(null, "", formatRoute(unwritten));
  unwritten = undefined;
}
