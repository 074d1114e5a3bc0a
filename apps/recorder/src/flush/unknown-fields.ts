import type { Config } from "../config/config.js";
import type { Run } from "../run.js";

/** Warns of fields that only a newer version may archive. */
export function warnOfUnknownFields(
  fields: readonly string[],
  { config, logger }: { readonly config: Pick<Config, "tables">; readonly logger: Run["logger"] },
): void {
  if (fields.length === 0) return;
  const where = config.tables.deviceReports
    ? "they are kept in the device reports alone"
    : "they were not archived";
  logger.warning(
    "unknown_fields",
    `The gateway sends fields this version does not know; ${where}: ${fields.join(", ")}`,
  );
}
