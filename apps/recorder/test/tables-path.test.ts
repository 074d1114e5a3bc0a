import { describe, expect, it } from "vitest";
import { tablesPathInRepo } from "../src/upload/uploaded-tables.js";

describe("the folder of the tables in the repository", () => {
  it.each([
    ["data", "tables"],
    ["east/data", "east/tables"],
    ["east", "east_tables"],
    ["roofs/east", "roofs/east_tables"],
    ["tables", "tables_tables"],
  ])("beside %s is %s, so that no two archives share it", (archive, tables) => {
    expect(tablesPathInRepo(archive)).toBe(tables);
  });
});
