import type { Environment } from "../config/environment.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { messageOf } from "../errors/message-of.js";
import { type Asking, SetupCancelled } from "./asking.js";

/** What every step of the set-up has. */
export interface Setup {
  readonly asking: Asking;
  readonly signal: AbortSignal;
  readonly environment: Environment;
  /** Absolute path of the config file that will be written. */
  readonly configFile: string;
  /** Whether gateway and Hub are asked whether the answers are right. */
  readonly checks: boolean;
  /** Where gateways are looked for, if not by multicast. */
  readonly discovery?: { readonly address: string; readonly port: number } | undefined;
}

/** What a check found; undefined if the person goes on without it. */
export type Checked<T> = { readonly value: T } | undefined;

/**
 * Runs a check until it succeeds or the person goes on without it. `again` is told before another
 * try, so that it can forget what did not work. With nobody to ask, the first failure is the end.
 */
export async function untilItWorks<T>(
  { asking, signal }: Pick<Setup, "asking" | "signal">,
  check: () => Promise<T>,
  labels: { readonly again: string; readonly without: string; readonly forget?: () => void },
): Promise<Checked<T>> {
  for (;;) {
    try {
      return { value: await check() };
    } catch (thrown) {
      signal.throwIfAborted();
      const error = asGatewayError(thrown);
      if (!asking.isInteractive || thrown instanceof SetupCancelled) throw error;
      asking.warn(messageOf(error));
      const next = await asking.choose({
        message: "What now?",
        options: [
          { value: "again", label: labels.again },
          { value: "without", label: labels.without },
        ],
        proposal: "again",
      });
      if (next === "without") return undefined;
      labels.forget?.();
    }
  }
}
