import { compactTable, rowsIn } from "../compact/compact-table.js";
import { counted } from "../counted.js";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { withFleetLock } from "../lock/fleet-lock.js";
import type { Run } from "../run.js";

/** Adds what was pulled to the table, and says what it did. */
export async function compact(
  { config, signal, print }: Run,
  { close }: { readonly close: boolean },
): Promise<ExitCode> {
  const began = performance.now();
  const result = await withFleetLock(config, () =>
    compactTable({ config, close, now: Date.now(), signal }),
  );
  const { manifest, isNew, rowsAdded, filesWritten, monthsDue } = result;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const has =
    manifest === undefined
      ? "The landing is empty, and there is no table yet."
      : `The table has ${counted(rowsIn(manifest), "reading")} in ${counted(manifest.files.length, "file")} (generation ${manifest.generation}).`;
  const did = isNew
    ? `Added ${counted(rowsAdded, "reading")}, wrote ${counted(filesWritten, "file")} in ${seconds} s.`
    : "Nothing new in the landing.";
  print(`${did} ${has}`);
  if (monthsDue > 0) {
    print(
      `${counted(monthsDue, "month")} ended long enough ago to be written as one part a shard: envoy-fleet compact --close`,
    );
  }
  return exitCode.ok;
}
