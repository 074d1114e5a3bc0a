import type { ComponentChildren, JSX } from "preact";
import type { TaskState } from "../data/use-task.js";
import { FailureText } from "./failure-text.js";

/** What a task's result is shown as; a skeleton of the same size until it is there, or why it is not. */
export function Loaded<Result>({
  state,
  children,
}: {
  readonly state: TaskState<Result>;
  readonly children: (result: Result) => ComponentChildren;
}): JSX.Element {
  if (state.kind === "ready") return <>{children(state.result)}</>;
  if (state.kind === "failed") return <FailureText failure={state.failure} retry={state.retry} />;
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      <div class="answer" />
      <div class="picture">
        <progress max={1} value={state.share} aria-label="Loaded" />
      </div>
    </div>
  );
}
