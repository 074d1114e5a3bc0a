import { describe, expect, it } from "vitest";
import { formatRoute, parseRoute, routeTo, withQuery } from "../src/state/route.js";

describe("parseRoute", () => {
  it("reads the view, what of it, and how it is shown", () => {
    expect(parseRoute("#/panels/2026-05-31?at=12:15&table=1")).toEqual({
      view: "panels",
      path: ["2026-05-31"],
      query: { at: "12:15", table: "1" },
    });
  });

  it("takes an empty hash, and one that somebody mistyped, for what they are", () => {
    expect(parseRoute("")).toEqual({ view: "", path: [], query: {} });
    expect(parseRoute("#day//%zz?")).toEqual({ view: "day", path: ["%zz"], query: {} });
  });
});

describe("formatRoute", () => {
  it.each(["#/day/2026-05-31?at=12:15", "#/compare", "#/panel/a%2Fb%20c/2026?table=1"])(
    "writes %s as it was read",
    (hash) => {
      expect(formatRoute(parseRoute(hash))).toBe(hash);
    },
  );
});

describe("withQuery", () => {
  it("replaces values, and leaves out what is undefined", () => {
    const route = withQuery(routeTo("day", "2026-05-31"), { at: "12:15", table: "1" });
    expect(formatRoute(withQuery(route, { at: undefined }))).toBe("#/day/2026-05-31?table=1");
  });
});
