import type { Logger } from "@logtape/logtape";

/** Warns of fields that only a newer version may archive. */
export function warnOfUnknownFields(fields: readonly string[], logger: Logger): void {
  if (fields.length === 0) return;
  logger.warning`${`The gateway sends fields this version does not know; they were not archived: ${fields.join(", ")}`}`;
}
