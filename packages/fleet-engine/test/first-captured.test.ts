import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  closedShard,
  duckDbEngine,
  type FleetEngine,
  newRows,
  type WriteJob,
} from "../src/index.js";
import { filesOf, firstCaptured, histories, named } from "./support/first-captured.js";
import { ParquetFiles } from "./support/parquet-files.js";
import { wholeRow } from "./support/readings.js";
import { type TemporaryFolder, temporaryFolder } from "./support/temporary-folder.js";
import { WorkFolder } from "./support/work-folder.js";

let temporary: TemporaryFolder;
let work: WorkFolder;
let engine: FleetEngine;
beforeAll(async () => {
  temporary = temporaryFolder();
  work = new WorkFolder(temporary.path, await ParquetFiles.open());
  engine = duckDbEngine({ temporaryFolder: join(temporary.path, "duckdb"), threads: 2 });
});
afterAll(async () => {
  await engine.close();
  work.files.close();
  temporary.remove();
});

it("takes from any history of gateways what was captured first, as a model in memory does", async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (cases) => {
      const gateways = new Map(cases.map((one, i) => [`g${i}`, named(`g${i}`, one)]));
      const inputs = await filesOf(work, gateways);
      const expected = [...gateways.values()].map(firstCaptured);
      const hasLanded = inputs.rounds.some((round) => round.length > 0);
      if (hasLanded) {
        const rows = expected.flatMap((one) => one.added).map(wholeRow);
        const added = work.job(newRows(inputs));
        await engine.write([added]);
        expect(await rowsIn(added)).toEqual(rows);
      }
      if (hasLanded || inputs.previous.length > 0) {
        const closed = work.job(closedShard(inputs));
        await engine.write([closed]);
        expect(await rowsIn(closed)).toEqual(expected.flatMap((one) => one.closed).map(wholeRow));
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

async function rowsIn(job: WriteJob): Promise<readonly unknown[]> {
  return existsSync(join(job.folder, "rows.parquet")) ? work.rowsOf(job) : [];
}
