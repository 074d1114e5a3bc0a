import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ArchivedRow, ArchiveReader } from "./archive.js";
import { compare } from "./compare.js";
import { type Ledger, sha256Of } from "./ledger.js";
import { RecorderRun, type RunOptions } from "./recorder.js";
import { namesQuarantine } from "./runs.js";
import { readSavedAnswers } from "./saved-answers.js";
import { dataset } from "./site.js";
import type { World } from "./week.js";

/** Ends every trouble, lets the recorder do what is left, and compares. Returns what is wrong and the number of rows. */
export async function recover(
  world: World,
  ledger: Ledger,
  reader: ArchiveReader,
): Promise<{ readonly findings: readonly string[]; readonly rows: number }> {
  const { clocks, runs, site } = world;
  await runs.finish(8000);
  site.disk?.empty();
  clocks.setMachine(0);
  const findings: string[] = [];
  const options = { folder: site.folder, clockShiftMs: clocks.shiftMs };
  const flushed = await new RecorderRun(["flush", "--force"], options).ended;
  if (flushed.code !== 0 && !(flushed.code === 7 && namesQuarantine(flushed.stderr)))
    findings.push(`the last flush ended with ${flushed.code}: ${flushed.stderr}`);
  const uploadProblem = await uploadAtLast(options);
  if (uploadProblem !== undefined) findings.push(`the last upload failed: ${uploadProblem}`);
  const rows: ArchivedRow[] = [];
  for (const month of reader.months()) rows.push(...(await reader.rows(month)));
  const saved = readSavedAnswers(site.liveBuffer);
  if (saved.waiting.size > 0)
    findings.push(`${saved.waiting.size} answers wait after the last flush`);
  findings.push(...compare(ledger, rows, saved), ...differencesOnHub(world, reader));
  return { findings, rows: rows.length };
}

/** More than the Hub has faults left that no upload has met yet. */
const mostUploads = 50;

/** Uploads until that succeeds. Returns what the last one said; undefined after a success. */
async function uploadAtLast(options: RunOptions): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const { code, stderr } = await new RecorderRun(["upload", "--force"], options).ended;
    if (code === 0) return undefined;
    if (code !== 6 || attempt === mostUploads) return `${code}: ${stderr}`;
  }
}

/** The months that are not on the Hub as they are here. */
function differencesOnHub({ hub, site }: World, reader: ArchiveReader): readonly string[] {
  const files = hub.commits(dataset)[0]?.files ?? {};
  return reader.months().flatMap((month) => {
    const sha256 = sha256Of(readFileSync(join(site.archive, month)));
    return files[`data/${month}`]?.lfs?.oid === sha256
      ? []
      : [`${month} is not on the Hub as it is here`];
  });
}
