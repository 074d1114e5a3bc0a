import { expect, it } from "vitest";
import { listGateways } from "../src/compact/list-gateways.js";
import type { SourceState } from "../src/landing/source-state.js";

it.each([
  ["Europe/London", "Europe/London"],
  ["Europe/London'; --", undefined],
  ["12 Elm Street", undefined],
])("of a manifest's time zone %s is published: %s", (timeZone, published) => {
  const state: SourceState = {
    version: 1,
    gateway: "g0123456789abcdef",
    shard: 0,
    place: { kind: "folder", path: "/srv/a" },
    timeZone,
    files: {},
    inverters: [],
    first: null,
    last: null,
  };
  const states = {
    states: [state],
    of: () => state,
    isForgotten: () => false,
    gatewayOf: () => state.gateway,
  };
  expect(listGateways(states, [])[0]?.timeZone).toBe(published);
});
