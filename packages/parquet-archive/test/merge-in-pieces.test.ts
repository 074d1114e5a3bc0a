import { describe, expect, it } from "vitest";
import { keysOf, mergeInPieces, type RowSource } from "../src/merge-in-pieces.js";
import { type MeterRow, meter, meterRows, rowsOfMeter } from "./support/meter.js";

const sourceOf = (rows: readonly MeterRow[]): RowSource => ({
  keys: keysOf(meter, meterRows(rows)),
  bytesInMemory: 1000,
  read: (offset, count) => meterRows(rows.slice(offset, offset + count)),
});

describe("mergeInPieces", () => {
  it("gives the rows of any sources in order of key, the first row of a key, in pieces of any size", () => {
    const random = randomFrom(7);
    for (let round = 0; round < 200; round++) {
      const sources = Array.from({ length: Math.floor(random() * 5) }, (_, source) =>
        Array.from({ length: Math.floor(random() * 12) }, (_row, i): MeterRow => {
          const minute = String(Math.floor(random() * 20)).padStart(2, "0");
          const name = "abc".charAt(random() * 3);
          return [name, `2026-05-01T00:${minute}:00.000Z`, `${source} ${i}`];
        }),
      );
      const first = new Map<string, MeterRow>();
      for (const row of sources.flat()) {
        const key = `${row[0]} ${row[1]}`;
        if (!first.has(key)) first.set(key, row);
      }
      const expected = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
      const merged = mergeInPieces(meter, sources.map(sourceOf));
      expect(merged.numRows).toBe(expected.length);
      const size = 1 + Math.floor(random() * 10);
      const pieces = [...merged.pieces(size)];
      expect(pieces.slice(0, -1).every(({ numRows }) => numRows === size)).toBe(true);
      expect(pieces.flatMap((piece) => rowsOfMeter(piece))).toEqual(expected);
    }
  });

  it("reads of a source only the rows that a piece needs", () => {
    const days = [1, 2, 3].map((day) =>
      ["a", "b"].map((name): MeterRow => [name, `2026-05-0${day}T00:00:00.000Z`, "x"]),
    );
    const reads: (readonly number[])[] = [];
    const sources = days.map(sourceOf).map((source, day) => ({
      ...source,
      read: (offset: number, count: number) => {
        reads.push([day, offset, count]);
        return source.read(offset, count);
      },
    }));
    for (const _ of mergeInPieces(meter, sources).pieces(3)) reads.push([]);
    expect(reads).toEqual([
      [0, 0, 1],
      [1, 0, 1],
      [2, 0, 1],
      [],
      [0, 1, 1],
      [1, 1, 1],
      [2, 1, 1],
      [],
    ]);
  });

  it("refuses rows that are not there when they are read again", () => {
    const source = sourceOf([["a", "2026-05-01T00:00:00.000Z", "x"]]);
    const merged = mergeInPieces(meter, [{ ...source, read: () => meterRows([]) }]);
    expect(() => [...merged.pieces(1)]).toThrow("not there a second time");
  });
});

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
