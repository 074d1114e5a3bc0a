import { describe, expect, it } from "vitest";
import { warnOfUnknownFields } from "../src/flush/unknown-fields.js";

describe("the warning of unknown fields", () => {
  it.each([
    [true, "they are kept in the device reports alone: newThing"],
    [false, "they were not archived: newThing"],
  ])("says where they are kept (device reports: %s)", (deviceReports, expected) => {
    const said: string[] = [];
    const logger = { warning: (_event: string, message: string) => said.push(message) };
    warnOfUnknownFields(["newThing"], { config: { tables: { deviceReports } }, logger } as never);
    expect(said.join("\n")).toContain(expected);
  });
});
