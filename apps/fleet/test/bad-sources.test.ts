import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeFile, tableFromColumns } from "@envoy/parquet-archive";
import { Field, Int32, Schema } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SourceConfig } from "../src/config/config.js";
import { FleetSite } from "./support/fleet-site.js";
import { landedRows } from "./support/landed-rows.js";
import { monthPath, smallDataset, smallFile, withManifest } from "./support/small-archive.js";

/** Of a real site, beside its recordings; not everybody has them. */
const recordings = process.env["ENVOY_RECORDINGS"] ?? "";
const pythonArchive = recordings === "" ? "" : join(recordings, "..", "python-archive");

const serial = "482202000017";
let site: FleetSite;
let good: SourceConfig;
beforeEach(async () => {
  site = await FleetSite.make();
  const months = { "2026-10": [[serial, "2026-10-31T12:00:00Z"]] } as const;
  good = await site.dataset("good", await smallDataset(months));
});
afterEach(() => site[Symbol.asyncDispose]());

async function secretSource(token: string): Promise<SourceConfig> {
  const tokenFile = join(site.folder, "token.txt");
  await writeFile(tokenFile, token);
  await site.dataset("secret", new Map(), "private");
  return site.source("secret", { tokenFile });
}

const unreachable = (): SourceConfig => {
  const source = site.source("far");
  return {
    ...source,
    place: { ...source.place, endpoint: "http://127.0.0.1:9" } as SourceConfig["place"],
  };
};

async function otherColumns(): Promise<Uint8Array> {
  const schema = new Schema([new Field("serial_number", new Int32(), true)]);
  return encodeFile(tableFromColumns(schema, { serial_number: [1] }));
}

const bad: Readonly<
  Record<string, readonly [make: () => SourceConfig | Promise<SourceConfig>, words: string]>
> = {
  "a dataset that is not there": [() => site.source("none"), "Check the name"],
  "a private one without a token": [
    async () => {
      await site.dataset("secret", new Map(), "private");
      return site.source("secret");
    },
    "give a token that may read it",
  ],
  "one whose token is wrong": [() => secretSource("hf_wrong"), "does not accept the token"],
  "one whose token_file is empty": [() => secretSource(""), "There is no token in"],
  "one whose token_file is missing": [
    () => site.source("good2", { tokenFile: join(site.folder, "none.txt") }),
    "there is no file",
  ],
  "a Hub that does not answer": [unreachable, "Check that this machine is online"],
  "a dataset without an archive": [
    () => site.dataset("empty", new Map()),
    "no archive in its folder",
  ],
  "a manifest that is none": [
    () => site.dataset("odd", new Map([["manifest.json", Buffer.from("{}")]])),
    "Have the recorder make it anew",
  ],
  "a manifest that is no JSON": [
    () => site.dataset("odd", new Map([["manifest.json", Buffer.from("<html>")]])),
    "is not JSON",
  ],
  "a folder that is not there": [
    () => ({ ...good, name: "gone", place: { kind: "folder", path: join(site.folder, "gone") } }),
    "There is no such folder",
  ],
  "a folder without an archive": [
    () => site.folderSource("photos", new Map([["a.jpg", Buffer.from("x")]])),
    "It contains no archive",
  ],
  "a file that is no Parquet": [
    () => site.folderSource("cut", new Map([[monthPath("2026-10"), Buffer.from("PAR1")]])),
    "Cannot read year=2026/month=10",
  ],
  "a file whose name is one that every object has": [
    () => {
      const files = withManifest(new Map([["data/constructor", Buffer.from("PAR1")]]));
      const text = String(Buffer.from(files.get("manifest.json") ?? []));
      const manifest = Buffer.from(text.replace("data/constructor", "constructor"));
      return site.folderSource(
        "named",
        new Map([
          ["manifest.json", manifest],
          ["constructor", Buffer.from("PAR1")],
        ]),
      );
    },
    "Cannot read constructor",
  ],
  "a file with other columns": [
    async () => site.folderSource("other", new Map([[monthPath("2026-10"), await otherColumns()]])),
    "is missing",
  ],
};

describe("a bad source costs only itself, and says what to do", () => {
  it.each(Object.keys(bad))("%s", async (kind) => {
    const [make, words] = bad[kind] ?? [() => good, ""];
    const source = await make();
    const result = await site.pull([source, good]);
    expect(result.warnings).toHaveLength(1);
    expect(result.warnings[0]).toContain(words);
    expect(result.warnings[0]).toMatch(new RegExp(`^${source.name}: `));
    expect(result.warnings[0]).not.toContain("\n");
    expect(result.warnings[0]).not.toContain("hf_wrong");
    expect(result).toMatchObject({ sources: 2, changed: 1, failed: 1, rows: 1 });
    expect(await landedRows(site.landing)).toHaveLength(1);
    // A source that never gave anything is no gateway, unless a file of it is to be remembered.
    const again = await site.pull([source, good]);
    expect(again).toMatchObject({ changed: 0, failed: 1, warnings: result.warnings });
  });

  it("a file that is not the one that the manifest names, until it is", async () => {
    const months = {
      "2026-09": [["a", "2026-09-30T12:00:00Z"]],
      "2026-10": [["a", "2026-10-30T12:00:00Z"]],
    } as const;
    const files = await smallDataset(months);
    const path = `data/${monthPath("2026-09")}`;
    const wrong = await smallFile(["b", "2026-09-30T12:00:00Z"]);
    const source = await site.dataset("mixed", new Map(files).set(path, wrong));
    const result = await site.pull([source, good]);
    expect(result).toMatchObject({ failed: 1, files: 2, rows: 2 });
    expect(result.warnings[0]).toContain(
      `${path} is not the file that the dataset's manifest names`,
    );
    site.upload("mixed", files);
    site.takeRequests();
    expect(await site.pull([source])).toMatchObject({ failed: 0, files: 1, warnings: [] });
    expect(site.takeRequests().filter((request) => request.includes("parquet"))).toHaveLength(1);
  });

  it("a source whose Hub fails in the middle keeps what came before", async () => {
    const months = {
      "2026-09": [["a", "2026-09-30T12:00:00Z"]],
      "2026-10": [["a", "2026-10-30T12:00:00Z"]],
    } as const;
    const source = await site.dataset("half", await smallDataset(months));
    await site.pull([good]);
    let asked = 0;
    const fetchTwice: typeof fetch = (input, init) => {
      if (decodeURIComponent(String(input)).includes("month=10")) {
        asked++;
        return Promise.reject(new TypeError("fetch failed"));
      }
      return fetch(input, init);
    };
    const network = { fetch: fetchTwice, sleep: async () => undefined };
    expect(await site.pull([source], { network })).toMatchObject({ failed: 1, files: 1, rows: 1 });
    expect(asked).toBe(4);
    site.takeRequests();
    expect(await site.pull([source])).toMatchObject({ failed: 0, files: 1, rows: 1 });
    expect(
      site.takeRequests().filter((request) => /month%3D\d+/.exec(request)?.[0] !== "month%3D10"),
    ).toEqual([expect.stringContaining("manifest.json"), expect.stringContaining("/lfs/")]);
  });
});

it("a pull that is stopped in the middle of a source keeps the months that it has", async () => {
  const months = {
    "2026-09": [["a", "2026-09-30T12:00:00Z"]],
    "2026-10": [["a", "2026-10-30T12:00:00Z"]],
  } as const;
  const source = await site.dataset("long", await smallDataset(months));
  const stop = new AbortController();
  const network = {
    fetch: ((input, init) => {
      if (String(input).includes("month%3D10")) stop.abort(new Error("stopped"));
      return fetch(input, init);
    }) satisfies typeof fetch,
  };
  await expect(site.pull([source], { network, signal: stop.signal })).rejects.toThrow("stopped");
  site.takeRequests();
  expect(await site.pull([source])).toMatchObject({ failed: 0, files: 1, rows: 1 });
  expect(site.takeRequests().join(" ")).not.toContain("month%3D9");
});

describe("a source that answers badly for a moment", () => {
  it.each([
    ["503", { status: 503 }],
    ["429", { status: 429, headers: { "retry-after": "1" } }],
    ["no answer", "reset"],
  ] as const)("is asked again: %s", async (_, fault) => {
    site.hub.failNext("resolve", fault);
    site.hub.failNext("storage", fault);
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    expect(await site.pull([good], { network: { sleep } })).toMatchObject({ failed: 0, rows: 1 });
    expect(waits).toHaveLength(2);
  });
});

describe("what is odd in a good source", () => {
  it("rows without a key are left out and counted", async () => {
    const rows = await smallFile(
      [null, "2026-10-01T00:00:00Z"],
      ["a", null],
      ["a", "2026-10-01T00:00:00Z"],
    );
    const source = await site.folderSource("nulls", new Map([[monthPath("2026-10"), rows]]));
    expect(await site.pull([source])).toMatchObject({ failed: 0, rows: 1 });
    const [state] = (await (await site.open()).sources()).states;
    expect(state?.files[monthPath("2026-10")]?.rowsLeftOut).toBe(2);
  });

  it("rows that are not of its file's time, or of the future, are left out, counted and said", async () => {
    const rows = await smallFile(
      ["a", "1970-01-01T00:00:00Z"],
      ["a", "2026-06-01T00:00:00Z"],
      ["a", "2026-10-01T00:00:00Z"],
      ["a", "2026-11-20T00:00:00Z"],
      ["a", "2999-01-01T00:00:00Z"],
    );
    const source = await site.folderSource("ages", new Map([[monthPath("2026-10"), rows]]));
    const now = (): number => Date.UTC(2026, 10, 10);
    const result = await site.pull([source], { now });
    expect(result).toMatchObject({ failed: 0, rows: 1 });
    expect(result.warnings).toEqual([
      expect.stringMatching(/: 4 rows of its new files were left out/),
    ]);
  });

  it("rows of another month go to their own, and stay when their file changes", async () => {
    const november = (...more: readonly (readonly [string, string])[]): Promise<Uint8Array> =>
      smallFile(["a", "2026-10-31T23:59:00Z"], ["a", "2026-11-01T00:00:00Z"], ...more);
    const october = await smallFile(["a", "2026-10-02T00:00:00Z"]);
    const files = new Map([
      [monthPath("2026-10"), october],
      [monthPath("2026-11"), await november()],
    ]);
    const source = await site.folderSource("strays", files);
    await site.pull([source]);
    expect(await landedRows(site.landing)).toHaveLength(3);
    await site.folderSource(
      "strays",
      files.set(monthPath("2026-11"), await november(["a", "2026-11-02T00:00:00Z"])),
    );
    await site.pull([source]);
    expect(await landedRows(site.landing)).toHaveLength(4);
  });

  it.runIf(existsSync(pythonArchive))(
    "the earlier recorder's files, with columns of the path",
    async () => {
      const source = {
        ...good,
        name: "python",
        place: { kind: "folder", path: pythonArchive },
      } as const;
      expect(await site.pull([source])).toMatchObject({ failed: 0, files: 2, warnings: [] });
      expect((await landedRows(site.landing)).length).toBeGreaterThan(900);
    },
  );

  it("partitions by year, and a folder that is not the archive itself", async () => {
    const rows = await smallFile(["a", "2026-01-31T00:00:00Z"], ["a", "2026-11-01T00:00:00Z"]);
    const source = await site.folderSource(
      "years",
      new Map([["parquet_archive/year=2026/00000000.parquet", rows]]),
    );
    expect(await site.pull([source])).toMatchObject({ failed: 0, files: 1, rows: 2 });
    expect(await landedRows(site.landing)).toHaveLength(2);
  });

  it("a copy of a dataset in a folder is read by its manifest", async () => {
    const files = await smallDataset({ "2026-10": [["a", "2026-10-31T12:00:00Z"]] });
    const source = await site.folderSource("copy", files);
    expect(await site.pull([source])).toMatchObject({ failed: 0, files: 1 });
    const broken = await smallFile(["b", "2026-10-31T12:00:00Z"]);
    await site.folderSource(
      "copy",
      withManifest(files).set(`data/${monthPath("2026-10")}`, broken),
    );
    await site.folderSource(
      "copy",
      new Map([
        [
          "manifest.json",
          withManifest(new Map([[`data/${monthPath("2026-10")}`, Buffer.from("x")]])).get(
            "manifest.json",
          ) ?? new Uint8Array(),
        ],
      ]),
    );
    const result = await site.pull([source]);
    expect(result.warnings[0]).toContain("is not the file that manifest.json names");
  });

  it("other files than those of partitions are left alone", async () => {
    const rows = await smallFile(["a", "2026-10-31T00:00:00Z"]);
    const source = await site.folderSource(
      "more",
      new Map([
        [monthPath("2026-10"), rows],
        ["year=2026/month=10/.00000000.parquet.tmp", Buffer.from("x")],
        ["year=2026/month=10/notes.txt", Buffer.from("x")],
        ["elsewhere/b.parquet", Buffer.from("x")],
      ]),
    );
    await mkdir(join(site.folder, "more/year=2026/month=12"));
    expect(await site.pull([source])).toMatchObject({ failed: 0, files: 1, warnings: [] });
  });

  it("a month that is gone is said once, and its rows stay", async () => {
    const months = {
      "2026-09": [["a", "2026-09-30T12:00:00Z"]],
      "2026-10": [["a", "2026-10-30T12:00:00Z"]],
    } as const;
    const source = await site.dataset("shrinking", await smallDataset(months));
    await site.pull([source]);
    site.upload("shrinking", await smallDataset({ "2026-10": months["2026-10"] }));
    const result = await site.pull([source]);
    expect(result).toMatchObject({
      failed: 0,
      warnings: ["me/shrinking: it no longer has 2026-09. What was taken is kept."],
    });
    expect((await site.pull([source])).warnings).toEqual([]);
    expect(await landedRows(site.landing)).toHaveLength(2);
  });
});
