import { isatty } from "node:tty";

/** Whether a person reads along, rather than cron. Opens no stream, which would cost each poll CPU. */
export function isTerminal(): boolean {
  return isatty(1) || isatty(2);
}
