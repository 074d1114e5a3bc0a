import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvoyError } from "../../src/errors.js";
import { parseAcBatteries, parseAcBatterySummary } from "../../src/pages/ac-batteries.js";
import { answerLimits } from "../../src/pages/answer-limits.js";
import { parseBatteries, parseBatteryPowers } from "../../src/pages/batteries.js";
import { parseBatterySummary } from "../../src/pages/battery-summary.js";
import { parseDryContactSettings, parseDryContactStates } from "../../src/pages/dry-contacts.js";
import { FieldReader, readPage } from "../../src/pages/field-reader.js";
import { parseGeneratorConfig, parseGeneratorSchedule } from "../../src/pages/generator.js";
import { parseGrid, parseGridRelay } from "../../src/pages/grid.js";
import { parseHome } from "../../src/pages/home.js";
import { parseLiveData } from "../../src/pages/live-data.js";
import { parseTariff } from "../../src/pages/tariff.js";

const problemsOf = (fields: FieldReader): unknown => fields.parsed([]).problems;

describe("FieldReader", () => {
  it.each([
    [0, undefined, 0],
    ["1700000000", 1_700_000_000, 0],
    [1_700_000_000, 1_700_000_000, 0],
    [1_700_000_000_000, undefined, 1],
    ["yesterday", undefined, 1],
    [1.5, undefined, 1],
    [null, undefined, 0],
  ])("reads the time %j as %j", (value, seconds, problems) => {
    const fields = new FieldReader({ value }, "");
    expect(fields.time("value")).toBe(seconds);
    expect(problemsOf(fields)).toHaveLength(problems);
  });

  it("reads no more of a list than any gateway has", () => {
    const items = Array.from({ length: answerLimits.devices + 1 }, () => ({}));
    const fields = new FieldReader({ items }, "");
    expect(fields.objects("items")).toHaveLength(answerLimits.devices);
    expect(problemsOf(fields)).toHaveLength(1);
  });

  it("takes no serial number that is longer than any", () => {
    const fields = new FieldReader({ sn: "1".repeat(answerLimits.nameLength + 1) }, "");
    expect(fields.identity("sn")).toBeUndefined();
  });
});

describe("readPage", () => {
  it("says what an answer has instead of what it should", () => {
    expect(() => readPage('{"error":"busy"}', "/page", ["meters"])).toThrow(
      "The answer from /page should contain meters, but has only: error.",
    );
    expect(() => readPage("[]", "/page", ["meters"])).toThrow("but is a list.");
  });
});

describe("the parsers", () => {
  const field = fc.constantFrom(
    ...["type", "devices", "devices:", "serial_num", "dry_contacts", "id", "tariff", "seasons"],
    ...["meters", "pv", "network", "interfaces", "storage", "relay", "agg_soc", "schedule"],
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom("ENCHARGE", "ENPOWER", "ACB"),
      fc.jsonValue(),
      fc.array(tie("tree")),
      fc.dictionary(field, tie("tree")),
    ),
  }));

  it("give something or reject with ERR_INVALID_BODY, whatever the answer is", () => {
    const parsers: readonly ((text: string) => unknown)[] = [
      ...[parseBatteries, parseBatteryPowers, parseBatterySummary],
      ...[parseAcBatteries, parseAcBatterySummary, parseGrid, parseGridRelay],
      ...[parseGeneratorConfig, parseGeneratorSchedule],
      ...[parseDryContactStates, parseDryContactSettings, parseTariff, parseLiveData, parseHome],
    ];
    fc.assert(
      fc.property(tree, fc.constantFrom(...parsers), (answer, parse) => {
        try {
          parse(JSON.stringify(answer));
        } catch (error) {
          expect(error).toBeInstanceOf(EnvoyError);
          expect(error).toHaveProperty("code", "ERR_INVALID_BODY");
        }
      }),
      { numRuns: 1000 },
    );
  });
});
