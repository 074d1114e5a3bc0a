import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckDbEngine } from "@envoy/fleet-engine";
import { describe, expect, it } from "vitest";
import { queryMemory } from "../src/engine/query-memory.js";

describe("the memory of queries", () => {
  it.each([
    ["4GB", "3.2GB"],
    ["1.5 GiB", "1.2GiB"],
    ["512MB", "409.6MB"],
  ])("is a part of that of the program: %s", async (limit, expected) => {
    expect(queryMemory(limit)).toBe(expected);
    const temporaryFolder = await mkdtemp(join(tmpdir(), "query-memory-"));
    const engine = await duckDbEngine({ temporaryFolder, memoryLimit: queryMemory(limit) });
    expect(await engine.read([() => "SELECT 1 AS one"])).toEqual([[{ one: 1 }]]);
    await engine.close();
    await rm(temporaryFolder, { recursive: true, force: true });
  });
});
