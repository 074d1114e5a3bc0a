import type { JSX } from "preact";
import { levels } from "./level.js";

/** What the colours of the levels mean. */
export function LevelLegend({
  least,
  most,
  missing,
}: {
  readonly least: string;
  /** Undefined if there is nothing to colour. */
  readonly most: string | undefined;
  /** What is hatched; undefined if nothing is. */
  readonly missing?: string | undefined;
}): JSX.Element {
  return (
    <p class="keys">
      {most === undefined ? null : (
        <span class="key">
          {least}
          <span class="levels" aria-hidden="true">
            {Array.from({ length: levels + 1 }, (_, level) => (
              <i key={level} class={`level-${level}`} />
            ))}
          </span>
          {most}
        </span>
      )}
      {missing === undefined ? null : (
        <span class="key">
          <i class="missing-cell" aria-hidden="true" /> {missing}
        </span>
      )}
    </p>
  );
}
