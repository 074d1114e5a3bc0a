import { setTimeout as delay } from "node:timers/promises";
import type { ArchiveReader } from "./archive.js";

/**
 * Reads the archive again and again until the signal ends it, as its owner might: every month must be readable
 * at any time, hold no key twice and never lose a row. Returns the number of readings.
 */
export async function watchArchive(
  reader: ArchiveReader,
  findings: string[],
  signal: AbortSignal,
): Promise<number> {
  const rowsBefore = new Map<string, number>();
  let reads = 0;
  while (!signal.aborted) {
    for (const month of reader.months()) {
      try {
        const rows = await reader.rows(month);
        reads++;
        const keys = new Set(rows.map(({ key }) => key));
        const before = rowsBefore.get(month) ?? 0;
        if (keys.size < rows.length) findings.push(`${month} holds a key twice during the run`);
        if (rows.length < before)
          findings.push(`${month} lost rows: ${before}, then ${rows.length}`);
        rowsBefore.set(month, rows.length);
      } catch (error) {
        findings.push(`${month} could not be read during the run: ${String(error)}`);
      }
    }
    await delay(1000, undefined, { signal }).catch(() => undefined);
  }
  return reads;
}
