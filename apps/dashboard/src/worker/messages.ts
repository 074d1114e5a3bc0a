import type { Failure } from "./failure.js";
import type { SourceAddress } from "./source.js";
import type { TaskName } from "./tasks.js";

/** What the page tells the worker. */
export type Request =
  | { readonly kind: "open"; readonly source: SourceAddress }
  | {
      readonly kind: "start";
      readonly id: number;
      readonly task: TaskName;
      readonly options: unknown;
    }
  | { readonly kind: "abort"; readonly id: number };

/** What the worker answers. After an abort it says nothing more of that task. */
export type Answer =
  | { readonly kind: "done"; readonly id: number; readonly result: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly failure: Failure }
  | { readonly kind: "progress"; readonly id: number; readonly share: number };
