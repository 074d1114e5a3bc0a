import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateLanding } from "@envoy/fleet-generator";
import { describe, expect, it } from "vitest";
import { Landing } from "../src/landing/landing.js";

describe("a simulated landing", () => {
  it("is one that the program reads", async () => {
    const folder = await mkdtemp(join(tmpdir(), "generated-landing-"));
    try {
      await generateLanding({
        folder: join(folder, "landing"),
        gateways: 2,
        month: "2026-06",
        shards: 1,
      });
      const landing = await Landing.open(join(folder, "landing"));
      const { states } = await landing.sources(new AbortController().signal);
      expect(states.map(({ inverters }) => inverters.length > 0)).toEqual([true, true]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
