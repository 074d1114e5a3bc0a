import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  defaultShards,
  type LandingFile,
  landingPath,
  listLanding,
  parseLandingPath,
  shardOf,
} from "@envoy/fleet-table";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gatewayId, landingFile } from "./support/table-files.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "landing-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(..."0123456789abcdef"),
    minLength: length,
    maxLength: length,
  });
const files: fc.Arbitrary<Omit<LandingFile, "path">> = fc.record({
  month: fc
    .tuple(fc.integer({ min: 1000, max: 9999 }), fc.integer({ min: 1, max: 12 }))
    .map(([year, month]) => `${year}-${String(month).padStart(2, "0")}`),
  shard: fc.nat(65_535),
  gateway: hex(16).map((digits) => `g${digits}`),
  sequence: fc.nat(9_999_999_999),
  sha12: hex(12),
});

describe("the path of a landing's file", () => {
  it("is in the folders of its month, shard and gateway", () => {
    const path =
      "year=2026/month=1/shard=3/gateway=g0f1e2d3c4b5a6978/0000018234-9f8e7d6c5b4a.parquet";
    const file = {
      month: "2026-01",
      shard: 3,
      gateway: "g0f1e2d3c4b5a6978",
      sequence: 18_234,
      sha12: "9f8e7d6c5b4a",
    };
    expect(landingPath(file)).toBe(path);
    expect(parseLandingPath(path)).toEqual({ path, ...file });
  });

  it("says all that the file is named after", () => {
    fc.assert(
      fc.property(files, (file) => {
        const path = landingPath(file);
        expect(parseLandingPath(path)).toEqual({ path, ...file });
      }),
    );
  });

  const good = landingFile().path;
  it.each([
    ["a padded month", good.replace("month=11", "month=011")],
    ["a month that no year has", good.replace("month=11", "month=13")],
    ["a padded shard", good.replace("shard=0", "shard=00")],
    ["a gateway of another form", good.replace("gateway=g", "gateway=h")],
    ["a sequence that is too short", good.replace("/0000000001", "/000000001")],
    ["a temporary file", good.replace("/0000000001", "/.0000000001")],
    ["another kind of file", good.replace(".parquet", ".json")],
    ["a folder more", `x/${good}`],
    ["a folder less", good.replace("year=2026/", "")],
  ])("is not one with %s", (_, path) => {
    expect(parseLandingPath(good)).toBeDefined();
    expect(parseLandingPath(path)).toBeUndefined();
  });

  it.each([
    { month: "2026-13" },
    { shard: -1 },
    { gateway: "g1" },
    { gateway: "../../../../x" },
    { sequence: 1e10 },
    { sequence: 0.5 },
    { sha12: "0123456789AB" },
  ])("is not made of %j", (wrong) => {
    expect(() => landingPath({ ...landingFile(), ...wrong })).toThrow(TypeError);
  });
});

describe("listLanding", () => {
  async function put(...paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), "");
    }
  }

  it("lists by month, shard, gateway and sequence, and reads no content", async () => {
    const inOrder = [
      landingFile({ month: "2025-12", sequence: 9 }),
      landingFile({ month: "2026-02", shard: 2, gateway: 1, sequence: 3 }),
      landingFile({ month: "2026-02", shard: 2, gateway: 1, sequence: 20 }),
      landingFile({ month: "2026-02", shard: 2, gateway: 2, sequence: 1 }),
      landingFile({ month: "2026-02", shard: 10, gateway: 1, sequence: 2 }),
      landingFile({ month: "2026-10", sequence: 4 }),
    ];
    for (const { path } of [...inOrder].reverse()) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await symlink("nowhere", join(folder, path));
    }
    expect(await listLanding(folder)).toEqual(inOrder);
  });

  it("leaves out what is no file of a landing", async () => {
    const file = landingFile();
    await put(
      file.path,
      "landing.json",
      "sources/g0000000000000001.json",
      ".year=2026/month=11/x",
      "year=2026/month=11/notes.txt",
      file.path.replace("/0000000001", "/.0000000001"),
    );
    expect(await listLanding(folder)).toEqual([file]);
  });

  it("rejects with what is missing, and once its signal is aborted", async () => {
    await expect(listLanding(join(folder, "none"))).rejects.toMatchObject({
      code: "ERR_MISSING_FILE",
      path: expect.stringContaining("none"),
    });
    await put("year=2026");
    await expect(listLanding(folder)).rejects.toMatchObject({ code: "ERR_STORAGE" });
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(listLanding(folder, { signal })).rejects.toThrow("stopped");
  });

  it("lists thousands of gateways in no time, and lets others work meanwhile", async () => {
    const inShard = (shard: number): string => dirname(dirname(landingFile({ shard }).path));
    for (let shard = 0; shard < 8; shard++)
      mkdirSync(join(folder, inShard(shard)), { recursive: true });
    for (let gateway = 0; gateway < 2000; gateway++) {
      const { path } = landingFile({ gateway, shard: gateway % 8, sequence: gateway + 1 });
      mkdirSync(join(folder, dirname(path)));
      writeFileSync(join(folder, path), "");
    }
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    const start = performance.now();
    const listed = await listLanding(folder);
    const ms = performance.now() - start;
    clearInterval(others);
    expect(listed.length).toBe(2000);
    expect(turns).toBeGreaterThan(2);
    // Many times what it takes, for a machine that is busy with other tests.
    expect(ms).toBeLessThan(1000);
  });
});

describe("shards", () => {
  it("are the first 32 bits of the gateway's SHA-256, modulo their number", () => {
    // printf g0000000000000001 | sha256sum
    const first32Bits = 0xe1c06562;
    for (const shards of [1, 8, 1000, 65_536]) {
      expect(shardOf(gatewayId(1), shards)).toBe(first32Bits % shards);
    }
  });

  it("have about as many gateways each", () => {
    const counts = new Array<number>(8).fill(0);
    for (let i = 0; i < 8000; i++) {
      const shard = shardOf(gatewayId(i), 8);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(900);
    expect(Math.max(...counts)).toBeLessThan(1100);
  });

  it.each([
    [0, 1],
    [50, 1],
    [2000, 1],
    [2001, 2],
    [10_000, 8],
    [100_000, 64],
    [1_000_000, 512],
    [1e12, 65_536],
  ])("of %d gateways are %d", (gateways, shards) => {
    expect(defaultShards(gateways)).toBe(shards);
  });
});
