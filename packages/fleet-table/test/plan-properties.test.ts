import {
  type CompactionJob,
  type CompactionPlan,
  dataPath,
  jobDigest,
  type LandingFile,
  manifestAfter,
  planCompaction,
  recentPath,
  type TableFile,
  type TableManifest,
} from "@envoy/fleet-table";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { landingFile, sha256, tableFile } from "./support/table-files.js";

const shards = 3;
const now = Date.parse("2026-11-30T12:00:00Z");
const months = ["2026-09", "2026-10", "2026-11"] as const;

/** What pulls landed, in the order of their sequence, in runs of compaction. */
const runs = fc.array(
  fc.record({
    close: fc.boolean(),
    landed: fc.array(
      fc.record({
        month: fc.constantFrom(...months),
        shard: fc.nat(shards - 1),
        gateway: fc.nat(3),
      }),
      { maxLength: 12 },
    ),
    /** Which of its jobs write a row, and on which days. */
    days: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }), {
      minLength: 1,
    }),
  }),
  { minLength: 1, maxLength: 12 },
);

interface State {
  readonly manifest: TableManifest | undefined;
  readonly landing: readonly LandingFile[];
}

const planOf = ({ manifest, landing }: State, close: boolean): CompactionPlan =>
  planCompaction({ manifest, landing, shards, sqlVersion: 1, closeAfterDays: 7, close, now });

/** Files as an engine would write for a job. */
function written(job: CompactionJob, days: readonly number[]): TableFile[] {
  const { month, shard, day, digest, previous, rounds } = job;
  const content = { month, shard, digest, sha256: sha256(`rows of ${digest}`) };
  if (job.kind === "close") {
    if (previous.length === 0 && days.length === 0 && rounds.length > 0) return [];
    return [tableFile({ ...content, path: dataPath(job), day: undefined })];
  }
  const onDays = day === undefined ? days.map((number) => `${month}-0${number}`) : [day];
  return onDays.map((on) =>
    tableFile({ ...content, path: recentPath({ ...job, day: on }), day: on }),
  );
}

function after(
  plan: CompactionPlan,
  { manifest }: State,
  days: readonly number[][],
): TableManifest {
  const made = new Map(
    plan.jobs.map((job, i) => [job.digest, written(job, days[i % days.length] ?? [])]),
  );
  return manifestAfter({ manifest, plan, made, madeAt: new Date(now) });
}

/** Calls `check` with the state before each run, its plan, and the manifest that it leads to. */
function eachRun(
  check: (state: State, plan: CompactionPlan, next: TableManifest, close: boolean) => void,
): void {
  fc.assert(
    fc.property(runs, (given) => {
      let state: State = { manifest: undefined, landing: [] };
      let sequence = 0;
      for (const { close, landed, days } of given) {
        const arrived = landed.map((fields) => landingFile({ ...fields, sequence: ++sequence }));
        state = { ...state, landing: [...state.landing, ...arrived] };
        const plan = planOf(state, close);
        const next = after(plan, state, days);
        check(state, plan, next, close);
        state = { ...state, manifest: next };
      }
    }),
    { numRuns: 60 },
  );
}

const byPath = (a: LandingFile, b: LandingFile): number => (a.path < b.path ? -1 : 1);

describe("for any runs, a plan", () => {
  it("has each landing file above the consumed mark in one job, and no other", () => {
    eachRun(({ manifest, landing }, { jobs }) => {
      const taken = jobs.flatMap(({ rounds }) => rounds.flat());
      const mark = ({ month, shard }: LandingFile): number =>
        manifest?.consumed[month]?.[shard] ?? 0;
      const above = landing.filter((file) => file.sequence > mark(file));
      expect([...taken].sort(byPath)).toEqual([...above].sort(byPath));
      for (const { month, shard, rounds } of jobs) {
        for (const file of rounds.flat()) {
          expect([file.month, file.shard]).toEqual([month, shard]);
        }
      }
    });
  });

  it("has a gateway at most once a round, in the order of its sequence", () => {
    eachRun((_, { jobs }) => {
      for (const { rounds } of jobs) {
        const last = new Map<string, number>();
        const seen = rounds.map((round) => new Set(round.map(({ gateway }) => gateway)));
        for (const [i, round] of rounds.entries()) {
          expect(seen[i]?.size).toBe(round.length);
          for (const { gateway, sequence } of round) {
            expect(sequence).toBeGreaterThan(last.get(gateway) ?? 0);
            expect(i === 0 || seen[i - 1]?.has(gateway)).toBe(true);
            last.set(gateway, sequence);
          }
        }
      }
    });
  });

  it("compares with all that the table has of the month and shard, and replaces each file once", () => {
    eachRun(({ manifest }, { jobs }, next) => {
      const replaced = new Set<string>();
      for (const { kind, month, shard, previous } of jobs) {
        const here = (manifest?.files ?? []).filter(
          (file) => file.month === month && file.shard === shard,
        );
        if (kind !== "merge") expect(previous).toEqual(here);
        for (const { path } of kind === "add" ? [] : previous) {
          expect(replaced.has(path)).toBe(false);
          replaced.add(path);
        }
      }
      const kept = (manifest?.files ?? []).filter(({ path }) => !replaced.has(path));
      expect(next.files).toEqual(expect.arrayContaining(kept));
    });
  });

  it("is followed by one without jobs, but for merges, and then by one without any", () => {
    eachRun(({ landing }, _, next, close) => {
      const second = planOf({ manifest: next, landing }, close);
      expect(second.jobs.filter(({ kind }) => kind !== "merge")).toEqual([]);
      expect(second.consumed).toEqual(next.consumed);
      const third = after(second, { manifest: next, landing }, [[1]]);
      expect(planOf({ manifest: third, landing }, close).jobs).toEqual([]);
    });
  });

  it("counts as due what a plan with close has more of", () => {
    eachRun((state) => {
      const closed = (close: boolean): Set<string> =>
        new Set(
          planOf(state, close)
            .jobs.filter(({ kind }) => kind === "close")
            .map(({ month, shard }) => `${month} ${shard}`),
        );
      const less = closed(false);
      const more = [...closed(true)].filter((place) => !less.has(place));
      const left = new Set(more.map((place) => place.slice(0, 7)));
      expect(planOf(state, false).monthsDue).toBe(left.size);
      expect(planOf(state, true).monthsDue).toBe(0);
    });
  });

  it("has no two jobs with one digest, and is the same in whatever order files are listed", () => {
    eachRun((state, plan, _, close) => {
      expect(new Set(plan.jobs.map(({ digest }) => digest)).size).toBe(plan.jobs.length);
      const { manifest, landing } = state;
      const reversed = manifest && { ...manifest, files: [...manifest.files].reverse() };
      expect(planOf({ manifest: reversed, landing: [...landing].reverse() }, close)).toEqual(plan);
    });
  });
});

describe("a job's digest", () => {
  const file = tableFile({ path: "a", month: "2026-11", shard: 0, day: "2026-11-28" });
  const job: CompactionJob = {
    kind: "add",
    month: "2026-11",
    shard: 0,
    shards,
    day: undefined,
    previous: [file, { ...file, path: "b", sha256: sha256("b") }],
    rounds: [
      [landingFile({ gateway: 1 }), landingFile({ gateway: 2 })],
      [landingFile({ sequence: 3 })],
    ],
    gateway: undefined,
    digest: "",
  };
  const digest = jobDigest(job, 1);

  it.each<[string, Partial<CompactionJob>]>([
    ["kind", { kind: "close" }],
    ["month", { month: "2026-10" }],
    ["shard", { shard: 1 }],
    ["day", { day: "2026-11-28" }],
    ["files", { previous: job.previous.slice(1) }],
    ["files' content", { previous: [{ ...file, sha256: sha256("c") }, ...job.previous.slice(1)] }],
    ["landing files", { rounds: job.rounds.slice(1) }],
    ["rounds", { rounds: [job.rounds.flat()] }],
    ["landing files' content", { rounds: [[landingFile({ sha12: "0123456789ab" })]] }],
    ["gateway", { gateway: "g0000000000000001" }],
  ])("changes with its %s", (_, change) => {
    expect(jobDigest({ ...job, ...change }, 1)).not.toBe(digest);
  });

  it("changes with the version of the SQL, and with nothing that the rows do not follow from", () => {
    expect(jobDigest(job, 2)).not.toBe(digest);
    const previous = job.previous.map((old) => ({ ...old, rows: 5, first: "", digest: "x" }));
    const rounds = job.rounds.map((round) => [...round].reverse());
    const same = { ...job, previous: previous.reverse(), rounds, digest: "other" };
    expect(jobDigest(same, 1)).toBe(digest);
  });

  it("is the same on every machine and in every version", () => {
    expect(digest).toBe("c96dbb1d4936a9d450ecf6356102cf7b6d8d956cafdbd2dcf48bfbe14cd77ec7");
  });
});
