import { describe, expect, it } from "vitest";
import type { Site } from "../src/data/site.js";
import { panelsSentence } from "../src/views/panels/panels-sentence.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

/** So many panels in each of some groups. */
function siteOf(groups: Readonly<Record<string, number>>): Site {
  const inverters = Object.entries(groups).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${group}${i}`,
      name: `${group} ${i + 1}`,
      group,
      position: undefined,
    })),
  );
  return {
    zone: "UTC",
    isZoneKnown: true,
    inverters,
    groups: Object.keys(groups),
    firstDay: "2026-05-01",
    lastDay: "2026-05-30",
    lastReadingAt: 0,
    summaryYears: [],
    lastSummaryDay: undefined,
    recording: undefined,
    madeAt: 0,
    revision: "",
  };
}

describe("the sentence about a day's panels", () => {
  const two = siteOf({ South: 5, West: 5 });
  const even = [1.02, 0.98, 1, 1.06, 0.99, 1, 1, 1, 0.97, 1.01];
  const say = (site: Site, ratios: readonly number[], clock?: string): string =>
    plain(panelsSentence(site, { ratios, clock, total: "12.4\u00a0kWh" }));

  it("says how alike they are", () => {
    expect(say(two, even)).toBe("All ten panels gave within 6 % of their group");
    expect(say(siteOf({ South: 3 }), [1, 1, 1.03])).toBe(
      "All three panels gave within 3 % of each other",
    );
  });

  it("leaves out those of which nothing is known", () => {
    expect(say(two, [Number.NaN, ...even.slice(1)])).toBe(
      "Nine panels gave within 6 % of their group",
    );
  });

  it("names the one that is furthest from its group, and counts the others", () => {
    expect(say(two, [...even.slice(0, 9), 0.62])).toBe("West 5 gave 38 % less than its group");
    expect(say(two, [1.2, ...even.slice(1, 9), 0.62])).toBe(
      "West 5 gave 38 % less than its group; one other is more than 10 % off",
    );
  });

  it("lets more pass at one time, when clouds pass", () => {
    expect(say(two, [1.2, ...even.slice(1)], "12:15")).toBe(
      "At 12:15, all ten panels gave within 20 % of their group",
    );
  });

  it("compares one of a small group with the others, and one that is alone with nobody", () => {
    const small = siteOf({ South: 5, West: 2 });
    expect(say(small, [1, 1, 1, 1, 1, 1, 0.5])).toBe("West 2 gave 50 % less than the others");
    expect(say(siteOf({ South: 1 }), [Number.NaN])).toBe("One panel gave 12.4 kWh");
  });

  it("does not call nothing zero", () => {
    const ratios = even.map(() => Number.NaN);
    expect(panelsSentence(two, { ratios, clock: undefined, total: "unknown" })).toBe(
      "Nothing was recorded: the recorder or the gateway was away",
    );
  });
});
