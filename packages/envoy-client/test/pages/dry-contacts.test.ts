import { describe, expect, it } from "vitest";
import {
  joinDryContacts,
  parseDryContactSettings,
  parseDryContactStates,
} from "../../src/pages/dry-contacts.js";

const settings = {
  id: "NC1",
  type: "PV",
  grid_action: "apply",
  micro_grid_action: "shed",
  gen_action: "none",
  essential_start_time: 32_400,
  essential_end_time: 57_600,
  priority: 1,
  black_s_start: 5,
  override: "false",
  manual_override: "true",
  load_name: "Pool",
  mode: "soc",
  soc_low: 30,
  soc_high: 70,
  pv_serial_nb: ["300000000001"],
};

describe("dry contacts", () => {
  it("have a state; a broken one costs only itself", () => {
    const text = JSON.stringify({
      dry_contacts: [
        { id: "NC1", status: "open" },
        { status: "open" },
        { id: "NO1", status: null },
      ],
    });
    expect(parseDryContactStates(text)).toEqual({
      items: [
        { id: "NC1", state: "open" },
        { id: "NO1", state: undefined },
      ],
      problems: [{ at: "dry_contacts[1].id", message: "should identify the item, is absent" }],
      repaired: [],
    });
  });

  it("have settings", () => {
    expect(parseDryContactSettings(JSON.stringify({ dry_contacts: [settings] }))).toEqual({
      items: [
        {
          id: "NC1",
          type: "PV",
          loadName: "Pool",
          onGridAction: "apply",
          offGridAction: "shed",
          generatorAction: "none",
          mode: "soc",
          lowPercent: 30,
          highPercent: 70,
          essentialStartSeconds: 32_400,
          essentialEndSeconds: 57_600,
          priority: 1,
          blackStartSeconds: 5,
          isOverridden: false,
          isManuallyOverridden: true,
          inverterSerialNumbers: ["300000000001"],
        },
      ],
      problems: [],
      repaired: [],
    });
  });

  it("are joined by their name", () => {
    const { items } = parseDryContactSettings(JSON.stringify({ dry_contacts: [settings] }));
    const states = [
      { id: "NC1", state: "open" },
      { id: "NO1", state: "closed" },
    ];
    expect(joinDryContacts(states, items)).toEqual([
      { id: "NC1", state: "open", settings: items[0] },
      { id: "NO1", state: "closed", settings: undefined },
    ]);
  });

  it.each(["{}", '{"error":"busy"}', '{"dry_contacts":null}', "[]"])("are not in %s", (text) => {
    for (const parse of [parseDryContactStates, parseDryContactSettings]) {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: "ERR_INVALID_BODY" }));
    }
  });
});
