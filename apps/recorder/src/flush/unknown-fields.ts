import type { Run } from "../run.js";

/** Warns of fields that only a newer version may archive. */
export function warnOfUnknownFields(fields: readonly string[], logger: Run["logger"]): void {
  if (fields.length === 0) return;
  logger.warning(
    "unknown_fields",
    `The gateway sends fields this version does not know; they were not archived: ${fields.join(", ")}`,
  );
}
