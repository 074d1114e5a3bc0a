import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FleetEngine, mergedFiles, type Row } from "../../src/index.js";
import { checkCases } from "./check-cases.js";
import { ParquetFiles } from "./parquet-files.js";
import { type ReadCase, readCases } from "./read-cases.js";
import { novemberAt, reading } from "./readings.js";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.js";
import { WorkFolder } from "./work-folder.js";
import { type WriteCase, writeCases } from "./write-cases.js";

/** What every engine must do, whichever it is. Its calls may take up to `timeoutMs` each. */
export function describeEngine(
  name: string,
  makeEngine: (folder: string) => FleetEngine,
  timeoutMs: number,
): void {
  describe(name, { timeout: timeoutMs }, () => {
    let temporary: TemporaryFolder;
    let work: WorkFolder;
    let engine: FleetEngine;
    /** Ends what a test that timed out has left running. */
    const suite = new AbortController();
    const { signal } = suite;
    const written = new Map<string, WriteCase>();
    const order: string[] = [];
    const answers = new Map<string, readonly [ReadCase, readonly Row[]]>();

    beforeAll(async () => {
      temporary = temporaryFolder();
      work = new WorkFolder(temporary.path, await ParquetFiles.open());
      engine = makeEngine(join(temporary.path, "work"));
      for (const [sentence, make] of Object.entries(writeCases))
        written.set(sentence, await make(work));
      const jobs = [...written.values()].flatMap((one) => one.jobs);
      await engine.write(jobs, { signal, onWritten: ({ id }) => void order.push(id) });
      const reads: (readonly [string, ReadCase])[] = [];
      for (const [sentence, make] of Object.entries({ ...readCases, ...checkCases }))
        reads.push([sentence, await make(work)]);
      const rows = await engine.read(
        reads.map(([, { select }]) => select),
        { signal },
      );
      for (const [i, [sentence, one]] of reads.entries())
        answers.set(sentence, [one, rows[i] ?? []]);
    }, 2 * timeoutMs);
    afterAll(async () => {
      suite.abort();
      await engine.close();
      work.files.close();
      temporary.remove();
    });

    for (const sentence of Object.keys(writeCases))
      it(sentence, () => written.get(sentence)?.verify());
    for (const sentence of Object.keys({ ...readCases, ...checkCases }))
      it(sentence, () => {
        const [one, rows = []] = answers.get(sentence) ?? [];
        one?.verify(rows);
      });

    it("reports each job once, when its files are there", () => {
      const ids = [...written.values()].flatMap(({ jobs }) => jobs.map(({ id }) => id));
      expect(order.toSorted()).toEqual(ids.toSorted());
    });

    it("ends a query at once when the signal says so, with its reason", async () => {
      const rows = Array.from({ length: 5000 }, (_, i) =>
        reading({ period_end_time: novemberAt(1, i) }),
      );
      const file = await work.published(rows);
      const job = work.job((dialect) => {
        const files = dialect.files([file]);
        return `SELECT a.* FROM ${files} AS a CROSS JOIN ${files} AS b CROSS JOIN ${files} AS c
          WHERE a.joules_produced + b.joules_produced + c.joules_produced < 0`;
      });
      const stopped = new Error("stopped by the test");
      const stop = new AbortController();
      setTimeout(() => stop.abort(stopped), 1000);
      const start = performance.now();
      await expect(engine.write([job], { signal: stop.signal })).rejects.toBe(stopped);
      expect(performance.now() - start).toBeLessThan(timeoutMs / 2);
      await expect(engine.read([], { signal: stop.signal })).rejects.toBe(stopped);
    });

    it("names the input file that is damaged", async () => {
      const rows = Array.from({ length: 2000 }, (_, i) =>
        reading({ period_end_time: novemberAt(1, i), joules_produced: BigInt(i * i) }),
      );
      const sound = await work.published(rows);
      const damaged = await work.published(rows);
      const file = await open(damaged, "r+");
      // In the pages: the footer, at the end, stays readable.
      await file.write(Buffer.alloc(2000, 0x5a), 0, 2000, 100);
      await file.close();
      const job = work.job(mergedFiles({ previous: [sound, damaged] }));
      await expect(engine.write([job], { signal })).rejects.toMatchObject({
        code: "ERR_INPUT",
        path: damaged,
        message: expect.stringContaining(damaged),
      });
    });

    it("names the input file that is missing", async () => {
      const previous = [await work.published([reading()]), join(work.path, "none.parquet")];
      await expect(engine.write([work.job(mergedFiles({ previous }))])).rejects.toMatchObject({
        code: "ERR_INPUT",
        path: previous[1],
      });
    });

    it("refuses a path that would be a pattern", async () => {
      const path = await work.published([reading()], "roofs [west]");
      await expect(
        engine.write([work.job(mergedFiles({ previous: [path] }))]),
      ).rejects.toMatchObject({ code: "ERR_PATH", path });
    });

    it("refuses a column's name that would have to be quoted", async () => {
      const previous = [await work.published([reading()])];
      const job = work.job(mergedFiles({ previous }), { columns: ['gateway" FROM x --'] });
      await expect(engine.write([job])).rejects.toThrow(TypeError);
    });
  });
}
