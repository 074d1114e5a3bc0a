import type { ComponentChildren, JSX } from "preact";

/** The sentence that a view begins with: a large figure, where there is one, and what it says. */
export function Answer({
  figure,
  children,
}: {
  readonly figure?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <h1 class="answer">
      {figure === undefined ? null : <span class="figure">{figure} </span>}
      <span class="sentence">{children}</span>
    </h1>
  );
}
