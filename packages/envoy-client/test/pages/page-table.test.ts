import { describe, expect, it } from "vitest";
import { pageTable } from "../../src/pages/page-table.js";
import * as parsers from "../../src/parse.js";

describe("the table of pages", () => {
  it.each(Object.entries(pageTable))("has the parser of %s in /parse too", async (_, page) => {
    expect(Object.values(parsers)).toContain(await page.parser());
  });

  it.each(Object.entries(pageTable))(
    "has a parser of %s that names the page in its errors",
    async (_, { path, parser }) => {
      const read = await parser();
      const page = path.replace(/\?.*/, "");
      expect(() => read("<html>")).toThrow(page);
    },
  );
});
