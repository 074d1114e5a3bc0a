import type { ComponentChildren, JSX } from "preact";
import { formatRoute, type Route } from "../state/route.js";

/** ‹ and › around what is shown, such as a date. */
export function Stepper({
  back,
  forward,
  unit,
  children,
}: {
  readonly back: Route | undefined;
  readonly forward: Route | undefined;
  /** What a step is: "day", "year". */
  readonly unit: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="stepper">
      <Step to={back} label={`Previous ${unit}`} sign="‹" />
      <div class="current">{children}</div>
      <Step to={forward} label={`Next ${unit}`} sign="›" />
    </div>
  );
}

function Step({
  to,
  label,
  sign,
}: {
  readonly to: Route | undefined;
  readonly label: string;
  readonly sign: string;
}): JSX.Element {
  // A link without an address is disabled, and keeps its place.
  const href = to === undefined ? {} : { href: formatRoute(to) };
  return (
    <a class="step" role="link" aria-disabled={to === undefined} aria-label={label} {...href}>
      {sign}
    </a>
  );
}
