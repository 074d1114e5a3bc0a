import {
  dataPath,
  type LandingFile,
  planCompaction,
  planForget,
  recentPath,
  type TableFile,
  type TableManifest,
} from "@envoy/fleet-table";
import { describe, expect, it } from "vitest";
import { gatewayId, landingFile, sha256, tableFile } from "./support/table-files.js";

const now = Date.parse("2026-11-30T12:00:00Z");

interface Given {
  readonly files?: readonly TableFile[];
  readonly consumed?: TableManifest["consumed"];
  readonly landing?: readonly LandingFile[];
  readonly close?: boolean;
  readonly closeAfterDays?: number;
}

const manifest = ({ files = [], consumed = {} }: Given): TableManifest => ({
  version: 1,
  generation: 7,
  madeAt: "2026-11-29T12:00:00.000Z",
  sqlVersion: 1,
  shards: 2,
  consumed,
  files,
});

function plan(given: Given): ReturnType<typeof planCompaction> {
  const { landing = [], close = false, closeAfterDays = 7 } = given;
  const options = { landing, close, closeAfterDays, shards: 2, sqlVersion: 1, now };
  return planCompaction({ manifest: manifest(given), ...options });
}

/** The kinds of the jobs, and where they are. */
const kinds = ({ jobs }: ReturnType<typeof plan>): string[] =>
  jobs.map(({ kind, month, shard, day }) => `${kind} ${day ?? month} ${shard}`);

const dataFile = (month: string, shard = 0): TableFile =>
  tableFile({ path: dataPath({ month, shard, shards: 2 }), month, shard, day: undefined });
const recentFile = (day: string, shard = 0, number = 0): TableFile => {
  const digest = sha256(`${day} ${shard} ${number}`);
  const path = recentPath({ day, shard, shards: 2, digest });
  return tableFile({ path, month: day.slice(0, 7), shard, day, digest });
};

describe("planCompaction", () => {
  it("plans nothing for an empty landing", () => {
    const options = { landing: [], shards: 2, sqlVersion: 1, closeAfterDays: 7, now };
    expect(planCompaction({ manifest: undefined, ...options })).toEqual({
      base: undefined,
      shards: 2,
      sqlVersion: 1,
      jobs: [],
      consumed: {},
      monthsDue: 0,
    });
  });

  it("adds what the landing has new to the files of the month", () => {
    const [old, later] = [landingFile({ sequence: 4 }), landingFile({ sequence: 5, gateway: 2 })];
    const files = [recentFile("2026-11-28"), recentFile("2026-11-28", 1), recentFile("2026-11-02")];
    const planned = plan({ files, consumed: { "2026-11": [4, 3] }, landing: [old, later] });
    expect(planned.jobs).toEqual([
      {
        kind: "add",
        month: "2026-11",
        shard: 0,
        shards: 2,
        day: undefined,
        previous: [files[2], files[0]],
        rounds: [[later]],
        gateway: undefined,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(planned).toMatchObject({ base: 7, consumed: { "2026-11": [5, 3] }, monthsDue: 0 });
  });

  it("puts a gateway's files in rounds, in the order in which they were captured", () => {
    const file = (gateway: number, sequence: number): LandingFile =>
      landingFile({ gateway, sequence });
    const landing = [file(1, 12), file(2, 3), file(1, 9), file(3, 5), file(1, 10), file(3, 11)];
    const [job] = plan({ landing }).jobs;
    expect(job?.rounds).toEqual([
      [file(1, 9), file(2, 3), file(3, 5)],
      [file(1, 10), file(3, 11)],
      [file(1, 12)],
    ]);
  });

  it("closes a month of which there is no file yet, once it is due", () => {
    const landing = [landingFile({ month: "2026-10" })];
    expect(kinds(plan({ landing }))).toEqual(["close 2026-10 0"]);
    expect(kinds(plan({ landing, closeAfterDays: 29 }))).toEqual(["close 2026-10 0"]);
    expect(kinds(plan({ landing, closeAfterDays: 30 }))).toEqual(["add 2026-10 0"]);
  });

  it("rewrites a closed month for late rows only when told to", () => {
    const given = { files: [dataFile("2026-10")], landing: [landingFile({ month: "2026-10" })] };
    expect(kinds(plan(given))).toEqual(["add 2026-10 0"]);
    expect(plan(given).monthsDue).toBe(1);
    const { jobs, monthsDue } = plan({ ...given, close: true });
    expect(jobs).toMatchObject([{ kind: "close", previous: given.files, rounds: [given.landing] }]);
    expect(monthsDue).toBe(0);
  });

  it("closes what waits in recent files, and leaves alone what is closed or not due", () => {
    const files = [
      recentFile("2026-09-30"),
      recentFile("2026-10-31", 1),
      dataFile("2026-10", 0),
      dataFile("2026-10", 1),
      recentFile("2026-11-01"),
    ];
    expect(plan({ files })).toMatchObject({ jobs: [], monthsDue: 2 });
    const planned = plan({ files, close: true });
    expect(kinds(planned)).toEqual(["close 2026-09 0", "close 2026-10 1"]);
    expect(planned.jobs[1]).toMatchObject({ previous: [files[3], files[1]], rounds: [] });
  });

  it("merges eight files of a day into one, beside what it adds to the month", () => {
    const eight = Array.from({ length: 8 }, (_, i) => recentFile("2026-11-28", 0, i));
    const others = [recentFile("2026-11-27"), recentFile("2026-11-28", 1)];
    const files = [...eight, ...others];
    expect(kinds(plan({ files: files.slice(1) }))).toEqual([]);
    const planned = plan({ files, landing: [landingFile()] });
    expect(kinds(planned)).toEqual(["merge 2026-11-28 0", "add 2026-11 0"]);
    const paths = planned.jobs.map(({ previous }) => previous.length);
    expect(paths).toEqual([8, 9]);
  });

  it("does not merge what it closes", () => {
    const files = Array.from({ length: 8 }, (_, i) => recentFile("2026-10-28", 0, i));
    expect(kinds(plan({ files }))).toEqual(["merge 2026-10-28 0"]);
    expect(kinds(plan({ files, close: true }))).toEqual(["close 2026-10 0"]);
  });

  it("orders jobs by month and shard", () => {
    const landing = [
      landingFile({ shard: 1 }),
      landingFile({ shard: 0 }),
      landingFile({ month: "2025-12" }),
    ];
    expect(kinds(plan({ landing }))).toEqual(["close 2025-12 0", "add 2026-11 0", "add 2026-11 1"]);
  });

  it("refuses another number of shards than that of the table or the landing", () => {
    const options = { sqlVersion: 1, closeAfterDays: 7, now };
    const table = manifest({});
    expect(() => planCompaction({ manifest: table, landing: [], shards: 4, ...options })).toThrow(
      expect.objectContaining({ code: "ERR_LAYOUT", message: expect.stringContaining("2 shards") }),
    );
    const landing = [landingFile({ shard: 2 })];
    expect(() => planCompaction({ manifest: table, landing, shards: 2, ...options })).toThrow(
      expect.objectContaining({ code: "ERR_LAYOUT", path: landing[0]?.path }),
    );
    expect(() => planCompaction({ manifest: table, landing: [], shards: 0, ...options })).toThrow(
      TypeError,
    );
  });
});

describe("planForget", () => {
  it("writes each file of the gateway's shard anew, and takes nothing of the landing in", () => {
    const files = [dataFile("2026-10"), dataFile("2026-10", 1), recentFile("2026-11-28")];
    const consumed = { "2026-11": [5, 3] };
    const gateway = gatewayId(1);
    const planned = planForget({
      manifest: manifest({ files, consumed }),
      gateway,
      shard: 0,
      sqlVersion: 1,
    });
    expect(planned).toMatchObject({
      base: 7,
      consumed,
      monthsDue: 0,
      jobs: [
        {
          kind: "forget",
          month: "2026-10",
          shard: 0,
          day: undefined,
          previous: [files[0]],
          gateway,
        },
        { kind: "forget", month: "2026-11", day: "2026-11-28", previous: [files[2]], gateway },
      ],
    });
    expect(planned.jobs.length).toBe(2);
  });
});
