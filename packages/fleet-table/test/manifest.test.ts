import {
  dataPath,
  FleetTableError,
  manifestAfter,
  manifestText,
  parseManifest,
  partName,
  planCompaction,
  recentPath,
  type TableManifest,
} from "@envoy/fleet-table";
import { describe, expect, it } from "vitest";
import { landingFile, sha256, tableFile } from "./support/table-files.js";

const shards = 64;
const data = tableFile({
  path: "data/year=2026/month=9/part-00017-of-00064.parquet",
  month: "2026-09",
  shard: 17,
  day: undefined,
});
const recent = tableFile({
  path: "recent/year=2026/month=11/day=5/part-00003-of-00064-0f1e2d3c.parquet",
  month: "2026-11",
  shard: 3,
  day: "2026-11-05",
});
const marks = Array.from({ length: shards }, (_, shard) => shard);
const manifest: TableManifest = {
  version: 1,
  generation: 42,
  madeAt: "2026-11-30T12:00:00.000Z",
  sqlVersion: 1,
  shards,
  consumed: { "2026-09": marks, "2026-11": marks },
  files: [data, recent],
};

describe("the paths of a table", () => {
  it("say the month, the day, the shard and the job", () => {
    expect(partName(17, 64)).toBe("part-00017-of-00064");
    expect(dataPath({ month: "2026-09", shard: 17, shards })).toBe(data.path);
    const digest = `0f1e2d3c${"0".repeat(56)}`;
    expect(recentPath({ day: "2026-11-05", shard: 3, shards, digest })).toBe(recent.path);
  });
});

describe("a manifest", () => {
  it("is read as it was written, from text with a line for each file", () => {
    const text = manifestText(manifest);
    expect(parseManifest(text)).toEqual(manifest);
    const line = text.split("\n").find((found) => found.includes(recent.path)) ?? "";
    expect(JSON.parse(line.replace(/,$/, ""))).toEqual(recent);
    expect(text).toContain('"day":null');
    expect(parseManifest(manifestText({ ...manifest, files: [] })).files).toEqual([]);
  });

  const json = (): Record<string, unknown> => JSON.parse(manifestText(manifest));
  const withFile = (change: Record<string, unknown>): Record<string, unknown> => ({
    ...json(),
    files: [{ ...data, ...change }],
  });

  it.each<[string, unknown, string]>([
    ["another version", { ...json(), version: 2 }, "version should be 1, and is 2"],
    ["a list", [], "it should be an object, and is []"],
    ["null", null, "it should be an object, and is null"],
    ["no generation", { ...json(), generation: undefined }, "generation should be"],
    ["generation 0", { ...json(), generation: 0 }, "at least 1"],
    ["a local time", { ...json(), madeAt: "2026-11-30T12:00:00" }, "madeAt should be a time"],
    ["no shards", { ...json(), shards: 0 }, "shards should be"],
    ["too many shards", { ...json(), shards: 65_537 }, "shards should be at most 65536"],
    ["marks of other shards", { ...json(), consumed: { "2026-09": [1] } }, "consumed.2026-09"],
    ["marks of no month", { ...json(), consumed: { "2026-9": marks } }, "in a month"],
    ["a mark below 0", { ...json(), consumed: { "2026-09": [-1] } }, "consumed.2026-09[0]"],
    ["files of another kind", { ...json(), files: {} }, "files should be a list"],
    ["a path that leads elsewhere", withFile({ path: `../${data.path}` }), "files[0].path"],
    [
      "a path that is not normal",
      withFile({ path: data.path.replace("/", "//") }),
      "files[0].path",
    ],
    [
      "a day that no month has",
      withFile({ path: recent.path.replace("=5/", "=31/") }),
      "files[0].path",
    ],
    [
      "a part of other shards",
      withFile({ path: data.path.replace("64", "63") }),
      "one of 64 shards",
    ],
    ["another month", withFile({ month: "2026-10" }), "files[0].month"],
    ["another shard", withFile({ shard: 16 }), "files[0].shard"],
    ["a day below data/", withFile({ day: "2026-09-01" }), "files[0].day"],
    ["no day below recent/", withFile({ ...recent, day: undefined }), "files[0].day"],
    ["half a row", withFile({ rows: 0.5 }), "files[0].rows"],
    ["no row", withFile({ rows: 0 }), "files[0].rows"],
    ["bytes as a text", withFile({ bytes: "1000" }), 'and is "1000"'],
    ["the last before the first", withFile({ last: "2026-08-01T00:00:00.000Z" }), "files[0].last"],
    ["a hash in capitals", withFile({ sha256: sha256("").toUpperCase() }), "files[0].sha256"],
    ["no digest", withFile({ digest: undefined }), "files[0].digest should be 64 hex"],
    ["a file twice", { ...json(), files: [data, data] }, "files[1].path"],
  ])("is refused with %s", (_, value, says) => {
    const read = (): unknown => parseManifest(JSON.stringify(value), "/table/manifest.json");
    expect(read).toThrow(FleetTableError);
    expect(read).toThrow(
      expect.objectContaining({
        code: "ERR_MANIFEST",
        path: "/table/manifest.json",
        message: expect.stringContaining(says),
      }),
    );
  });

  it("is refused when it is cut off", () => {
    expect(() => parseManifest(manifestText(manifest).slice(0, -20), "x")).toThrow(
      expect.objectContaining({ code: "ERR_MANIFEST", cause: expect.any(SyntaxError) }),
    );
  });
});

describe("manifestAfter", () => {
  const options = { landing: [landingFile({ month: "2026-11", shard: 3 })], shards };
  const plan = planCompaction({
    manifest: { ...manifest, consumed: {} },
    ...options,
    sqlVersion: 2,
    closeAfterDays: 7,
    now: 0,
  });
  const madeAt = new Date("2026-11-30T13:00:00Z");
  const digest = plan.jobs[0]?.digest ?? "";

  it("has the next number, and advances without rows", () => {
    const after = manifestAfter({ manifest, plan, made: new Map([[digest, []]]), madeAt });
    expect(after).toMatchObject({
      generation: 43,
      madeAt: "2026-11-30T13:00:00.000Z",
      sqlVersion: 2,
      files: manifest.files,
    });
    expect(after.consumed["2026-11"]?.[3]).toBe(1);
  });

  it("is refused if the table has changed, a job was left out, or a path is taken", () => {
    const made = new Map([[digest, [recent]]]);
    expect(() => manifestAfter({ manifest, plan, made: new Map(), madeAt })).toThrow(TypeError);
    expect(() => manifestAfter({ manifest, plan, made, madeAt })).toThrow(
      expect.objectContaining({ code: "ERR_LAYOUT", path: recent.path }),
    );
    for (const other of [undefined, { ...manifest, generation: 43 }]) {
      expect(() => manifestAfter({ manifest: other, plan, made, madeAt })).toThrow(
        expect.objectContaining({ code: "ERR_STALE_PLAN" }),
      );
    }
  });
});
