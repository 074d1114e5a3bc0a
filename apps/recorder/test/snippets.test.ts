import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openArchive } from "../src/readings/archive.js";
import { RowBuilder } from "../src/readings/row-builder.js";
import { duckdbSnippet } from "../src/readings/snippets.js";
import { queryArchive } from "./support/duckdb.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "snippets-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An archive with two inverters' periods that end at these times. */
async function archiveWith(joulesProduced: number, ...times: readonly string[]): Promise<void> {
  const rows = new RowBuilder();
  for (const time of times) {
    for (const serialNumber of ["1", "2"]) {
      rows.add({ serialNumber, endDate: Date.parse(time) / 1000, joulesProduced });
    }
  }
  await openArchive(folder).merge(rows.table());
}

describe("the example of kWh a local day", () => {
  it("sums past 2^32 joules, and takes the day of the time zone", async () => {
    await archiveWith(4_000_000_000, "2026-01-01T14:59:00Z", "2026-01-01T15:00:00Z");
    const sql = duckdbSnippet({ folder, timeZone: "Asia/Tokyo" });
    const days = await queryArchive(folder, sql);
    const kWh = 8e9 / 3.6e6;
    expect(days.map(({ day, kWh: sum }) => [String(day), sum])).toEqual([
      ["2026-01-01", kWh],
      ["2026-01-02", kWh],
    ]);
  });
});
