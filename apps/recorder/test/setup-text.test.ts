import { describe, expect, it } from "vitest";
import { inColumns } from "../src/setup/in-columns.js";
import { wrapText } from "../src/setup/wrap-text.js";

describe("the screen of a set-up", () => {
  it("shows sixty inverters in as many columns as fit, from top to bottom", () => {
    const cells = Array.from({ length: 60 }, (_, i) => `4822020${80000 + i} 250 W 15:45`);
    for (const [columns, lines] of [
      [77, 30],
      [47, 60],
      [20, 60],
    ] as const) {
      const text = inColumns(cells, columns).split("\n");
      expect(text).toHaveLength(lines);
      expect(text[1]).toMatch(/^ {2}482202080001 /);
      if (columns > 20) expect(Math.max(...text.map(({ length }) => length))).toBeLessThan(columns);
      expect(text.join(" ").match(/4822\d+/g)).toHaveLength(60);
    }
  });

  it("breaks lines between words, and neither addresses nor tables", () => {
    const address = "https://entrez.enphaseenergy.com/entrez_tokens";
    expect(wrapText(`Get a token at ${address}, please`, 20)).toBe(
      `Get a token at\n${address},\nplease`,
    );
    expect(wrapText("  1 2 3 4\na b c", 4)).toBe("  1 2 3 4\na b\nc");
  });
});
