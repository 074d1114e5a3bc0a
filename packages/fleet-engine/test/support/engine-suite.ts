import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  closedShard,
  type FleetEngine,
  fleetColumns,
  fleetKey,
  mergedFiles,
  newRows,
  type Select,
  type WriteJob,
  withoutGateway,
} from "../../src/index.js";
import { ParquetFiles } from "./parquet-files.js";
import { novemberAt, type Reading, reading, wholeRow } from "./readings.js";
import { temporaryFolder } from "./temporary-folder.js";

/** What every engine must do, whichever it is. */
export function describeEngine(name: string, makeEngine: (folder: string) => FleetEngine): void {
  describe(name, () => {
    const temporary = temporaryFolder();
    const folder = temporary.path;
    let files: ParquetFiles;
    let engine: FleetEngine;
    let made = 0;
    beforeAll(async () => {
      files = await ParquetFiles.open();
      engine = makeEngine(join(folder, "work"));
    });
    afterAll(async () => {
      await engine.close();
      files.close();
      temporary.remove();
    });

    const job = (select: Select, options: Partial<WriteJob> = {}): WriteJob => ({
      id: `job-${++made}`,
      select,
      columns: fleetColumns.map(({ name }) => name),
      orderBy: fleetKey,
      folder: join(folder, `run-${made}`),
      ...options,
    });
    const input = (gateway: string) => join(folder, `gateway=${gateway}`, `${++made}.parquet`);
    const landed = async (gateway: string, rows: readonly Reading[], sequence: number) => ({
      gateway,
      path: await files.write(input(gateway), rows, sequence),
    });
    const rowsOf = async (path: string) => (await files.read(path)).map(wholeRow);

    it("writes the rows of several selects, each sorted by the key", async () => {
      const first = reading({ serial_number: "s1" });
      const second = reading({ serial_number: "s2" });
      const other = reading({ gateway: "gb" });
      const previous = [
        await files.write(input("x"), [other, second]),
        await files.write(input("x"), [first]),
      ];
      const merge = job(mergedFiles({ previous }));
      const forget = job(withoutGateway({ previous, gateway: "ga" }));
      const written: string[] = [];
      await engine.write([merge, forget], { onWritten: ({ id }) => void written.push(id) });
      expect(written).toEqual([merge.id, forget.id]);
      expect(readdirSync(merge.folder)).toEqual(["rows.parquet"]);
      expect(await rowsOf(join(merge.folder, "rows.parquet"))).toEqual(
        [first, second, other].map(wholeRow),
      );
      expect(await rowsOf(join(forget.folder, "rows.parquet"))).toEqual([wholeRow(other)]);
    });

    it("takes of each key what was captured first: the table's row, else that of the earlier round", async () => {
      const at = (minute: number, joules: bigint) =>
        reading({ period_end_time: novemberAt(1, minute), joules_produced: joules });
      const previous = [await files.write(input("t"), [at(0, 1n)])];
      const rounds = [
        [await landed("ga", [at(0, 2n), at(15, 2n)], 7)],
        [await landed("ga", [at(0, 3n), at(15, 3n), at(30, 3n)], 8)],
      ];
      const added = job(newRows({ previous, rounds }));
      const closed = job(closedShard({ previous, rounds }));
      await engine.write([added, closed]);
      const fresh = [at(15, 2n), at(30, 3n)].map(wholeRow);
      expect(await rowsOf(join(added.folder, "rows.parquet"))).toEqual(fresh);
      expect(await rowsOf(join(closed.folder, "rows.parquet"))).toEqual([
        wholeRow(at(0, 1n)),
        ...fresh,
      ]);
    });

    it("splits rows by UTC day, from midnight to the last microsecond", async () => {
      const times = [
        novemberAt(2) - 1n,
        novemberAt(2),
        novemberAt(3) - 1n,
        novemberAt(5, 100),
      ] as const;
      const previous = [
        await files.write(
          input("d"),
          times.map((period_end_time) => reading({ period_end_time })),
        ),
      ];
      const split = job(mergedFiles({ previous }), { split: "day" });
      await engine.write([split]);
      const read = async (day: string) =>
        (await files.read(join(split.folder, `day=2026-11-${day}.parquet`))).map(
          (row) => row["period_end_time"],
        );
      expect(readdirSync(split.folder).sort()).toEqual([
        "day=2026-11-01.parquet",
        "day=2026-11-02.parquet",
        "day=2026-11-05.parquet",
      ]);
      expect(await read("01")).toEqual([times[0]]);
      expect(await read("02")).toEqual([times[1], times[2]]);
      expect(await read("05")).toEqual([times[3]]);
    });

    it("writes no file where there are no rows", async () => {
      const previous = [await files.write(input("e"), [reading()])];
      const rounds = [[await landed("ga", [reading()], 3)]];
      const whole = job(newRows({ previous, rounds }));
      const byDay = job(newRows({ previous, rounds }), { split: "day" });
      await engine.write([whole, byDay]);
      expect(existsSync(whole.folder) ? readdirSync(whole.folder) : []).toEqual([]);
      expect(existsSync(byDay.folder) ? readdirSync(byDay.folder) : []).toEqual([]);
    });
  });
}
