import { describe, expect, it } from "vitest";
import { progressBar, progressLine } from "../src/progress/progress-bar.js";

/** A terminal and a clock, and what was drawn. */
function terminal(isTTY = true) {
  const shown: string[] = [];
  const write = (text: string | Uint8Array): boolean => shown.push(String(text)) > 0;
  const clock = { ms: 0 };
  return { shown, clock, stream: { isTTY, columns: 80, write }, now: () => clock.ms };
}

describe("a progress bar", () => {
  it("appears after a second, is drawn ten times a second at most, and is removed once", () => {
    const { shown, clock, ...options } = terminal();
    const bar = progressBar(options);
    for (clock.ms = 0; clock.ms < 2000; clock.ms += 10) bar?.show(clock.ms / 2000, "files");
    expect(shown).toHaveLength(10);
    expect(shown[0]).toBe(`\r\x1b[K${progressLine(0.5, "files", 80)}`);
    bar?.end();
    bar?.end();
    expect(shown.slice(10)).toEqual(["\r\x1b[K"]);
  });

  it("leaves no trace of work that took less than a second", () => {
    const { shown, ...options } = terminal();
    const bar = progressBar(options);
    bar?.show(1, "files");
    bar?.end();
    expect(shown).toEqual([]);
  });

  it("is not there without a terminal", () => {
    expect(progressBar(terminal(false))).toBeUndefined();
  });

  it.each([200, 80, 40, 20, 5, 1])(
    "fits into %i columns and leaves the last one free",
    (columns) => {
      for (const fraction of [-1, 0, 0.5, 0.999, 1, 2]) {
        const line = progressLine(fraction, "10080 of 43200 files in a folder", columns);
        expect([...line].length).toBeLessThan(columns);
      }
    },
  );

  it("says 100 % only when all is done", () => {
    expect(progressLine(0.9999, "x", 80)).toContain(" 99 % x");
    expect(progressLine(1, "x", 80)).toContain(" 100 % x");
  });
});
