import {
  containsRows,
  filterRows,
  firstOfEachKey,
  splitRows,
  tableFromColumns,
  withoutNullKeys,
} from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { cellsOf, readings, schema } from "./support/readings.js";

type Row = readonly [sensor: string | null, time: number | null, value?: number | null];

/** Times are minutes after the beginning of February 2026. */
function table(...rows: readonly Row[]): Table {
  const start = BigInt(Date.UTC(2026, 1)) * 1000n;
  return tableFromColumns(schema, {
    sensor: rows.map(([sensor]) => sensor),
    time: rows.map(([, time]) => (time === null ? null : start + BigInt(time) * 60_000_000n)),
    length: rows.map(() => null),
    value: rows.map(([, , value = 0]) => value),
    flags: rows.map(() => 0n),
  });
}

describe("the first of each key", () => {
  it("is of the earlier table, then of the earlier row, and all are in order of key", () => {
    const first = table(["b", 5, 1], ["a", 9, 2], ["b", 5, 3]);
    const second = table(["a", 9, 4], ["a", 1, 5], ["c", 0, 6]);
    const expected = table(["a", 1, 5], ["a", 9, 2], ["b", 5, 1], ["c", 0, 6]);
    expect(cellsOf(firstOfEachKey(readings, [first, second]))).toEqual(cellsOf(expected));
  });

  it("is none of no rows", () => {
    expect(firstOfEachKey(readings, [table(), table()]).numRows).toBe(0);
  });
});

describe("whether a table contains rows", () => {
  const all = table(["a", 1, 1], ["a", 2, null], ["b", 1, 3]);

  it.each([
    ["itself", all, true],
    ["some of its rows in another order", table(["b", 1, 3], ["a", 2, null]), true],
    ["nothing", table(), true],
    ["a row of another key", table(["a", 1, 1], ["c", 1, 3]), false],
    ["a row with another value", table(["a", 1, 2]), false],
    ["a row with a value in place of a null", table(["a", 2, 0]), false],
    ["more rows", table(["a", 1, 1], ["a", 2, null], ["b", 1, 3], ["b", 2, 3]), false],
  ])("is told of %s", (_, rows, expected) => {
    expect(containsRows(readings, all, rows)).toBe(expected);
  });
});

it("filtering keeps the rows that are wanted, in their order", () => {
  const rows = table(["b", 5, 1], ["a", 9, 2], ["c", 5, 3]);
  expect(cellsOf(filterRows(rows, (row) => row !== 1))).toEqual(
    cellsOf(table(["b", 5, 1], ["c", 5, 3])),
  );
  expect(filterRows(rows, () => true)).toBe(rows);
});

it("rows with a null in their key are left out, those with another null stay", () => {
  const rows = table(["a", 1, null], [null, 2, 2], ["b", null, 3], ["b", 4, 4]);
  expect(cellsOf(withoutNullKeys(readings, rows))).toEqual(
    cellsOf(table(["a", 1, null], ["b", 4, 4])),
  );
});

it("rows are split by the month of their time", () => {
  const day = 24 * 60;
  const parts = splitRows(table(["a", 28 * day, 1], ["b", -1, 2], ["a", 3, 3]), "time", "month");
  expect(parts.map(({ partition, rows }) => [partition, cellsOf(rows)])).toEqual([
    [{ year: 2026, month: 1 }, cellsOf(table(["b", -1, 2]))],
    [{ year: 2026, month: 2 }, cellsOf(table(["a", 3, 3]))],
    [{ year: 2026, month: 3 }, cellsOf(table(["a", 28 * day, 1]))],
  ]);
});
