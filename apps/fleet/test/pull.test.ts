import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  type DatasetShape,
  type Household,
  laterPulls,
  makeHousehold,
} from "@envoy/fleet-generator";
import { listLanding } from "@envoy/fleet-table";
import { beforeAll, describe, expect, it } from "vitest";
import { sumOf } from "../src/landing/source-state.js";
import { FleetSite } from "./support/fleet-site.js";
import { countLanded, expectedRows, landedRows } from "./support/landed-rows.js";

const shapes: readonly DatasetShape[] = [
  "native",
  "portable",
  "by-day",
  "native-without-manifest",
  "python",
];
/** From one month into the next. */
const span = { from: Date.UTC(2026, 9, 29) / 1000, to: Date.UTC(2026, 10, 3) / 1000 };
const made = new Map<DatasetShape, Household>();

beforeAll(async () => {
  for (const [i, shape] of shapes.entries()) {
    made.set(shape, await makeHousehold(i, { ...span, shapes: shapes, withEdges: true }));
  }
});

function householdOf(shape: DatasetShape): Household {
  const household = made.get(shape);
  if (household === undefined) throw new TypeError(shape);
  return household;
}

describe("the first pull", () => {
  it.each(["dataset", "folder"] as const)(
    "takes all rows of households of any shape, from a %s each",
    async (kind) => {
      await using site = await FleetSite.make();
      const households = shapes.map(householdOf);
      const sources = await Promise.all(
        households.map(({ files, shape }) =>
          kind === "dataset" ? site.dataset(shape, files) : site.folderSource(shape, files),
        ),
      );
      const result = await site.pull(sources);
      const rows = households.reduce((sum, { readings }) => sum + readings.length, 0);
      expect(result).toMatchObject({ sources: 5, changed: 5, failed: 0, rows, warnings: [] });
      const landing = await site.open();
      const { states, of } = await landing.sources();
      expect(states).toHaveLength(5);
      for (const [i, { readings, serialNumbers, shape, place }] of households.entries()) {
        const state = of(sources[i]?.place ?? { kind: "folder", path: "" });
        if (state === undefined) throw new Error(`${shape} has no state`);
        const expected = expectedRows(readings, (serial) => landing.pseudonymOf(serial));
        expect(await landedRows(site.landing, state.gateway), shape).toEqual(expected);
        expect(state.inverters).toEqual(
          serialNumbers.map((serial) => landing.pseudonymOf(serial)).sort(),
        );
        const ends = readings.map(({ endDate }) => endDate * 1000);
        expect([state.first, state.last]).toEqual([Math.min(...ends), Math.max(...ends)]);
        const isNative = !["portable", "by-day"].includes(shape);
        expect(sumOf(state, "nulledValues"), shape).toBe(isNative ? 2 : 0);
        const hasManifest = !["native-without-manifest", "python"].includes(shape);
        expect(state.timeZone).toBe(hasManifest ? place.timeZone : undefined);
      }
      // One file a month, whatever it came in.
      expect(await listLanding(site.landing)).toHaveLength(10);
    },
  );

  it("leaves nothing that others can read, or that tells who is who", async () => {
    await using site = await FleetSite.make();
    const household = householdOf("native");
    const source = await site.dataset("native", household.files);
    await site.pull([source]);
    expect((await stat(site.landing)).mode & 0o777).toBe(0o700);
    const [file] = await listLanding(site.landing);
    if (file === undefined) throw new Error("nothing landed");
    expect((await stat(join(site.landing, file.path))).mode & 0o777).toBe(0o600);
    expect(file.gateway).toMatch(/^g[0-9a-f]{16}$/);
    const serials = new Set(household.serialNumbers);
    const rows = await landedRows(site.landing);
    expect(rows.filter((row) => serials.has(row.split(" ")[0] ?? ""))).toEqual([]);
  });
});

describe("a later pull", () => {
  it("asks a dataset with a manifest once, and takes nothing, while nothing has changed", async () => {
    await using site = await FleetSite.make();
    const sources = [await site.dataset("native", householdOf("native").files)];
    await site.pull(sources);
    const before = await listLanding(site.landing);
    site.takeRequests();
    const result = await site.pull(sources);
    expect(result).toMatchObject({ sources: 1, changed: 0, files: 0, failed: 0, warnings: [] });
    expect(site.takeRequests()).toEqual(["GET /datasets/me/native/resolve/main/manifest.json"]);
    expect(await listLanding(site.landing)).toEqual(before);
  });

  it("asks one without a manifest for its newest commit", async () => {
    await using site = await FleetSite.make();
    const sources = [await site.dataset("python", householdOf("python").files)];
    await site.pull(sources);
    site.takeRequests();
    expect(await site.pull(sources)).toMatchObject({ changed: 0, failed: 0 });
    expect(site.takeRequests()).toEqual([
      "GET /datasets/me/python/resolve/main/manifest.json",
      "GET /api/datasets/me/python/revision/main?expand=sha",
    ]);
  });

  it("fetches only the files whose hash has changed", async () => {
    await using site = await FleetSite.make();
    const household = householdOf("by-day");
    const sources = [await site.dataset("by-day", household.files)];
    await site.pull(sources);
    const pulls = await laterPulls(household);
    const late = pulls.find(({ change }) => change === "late");
    if (late === undefined) throw new Error("no late rows");
    const changed = [...late.files].filter(
      ([path, bytes]) => path.endsWith(".parquet") && !bytesEqual(household.files.get(path), bytes),
    );
    site.upload("by-day", late.files);
    site.takeRequests();
    expect(await site.pull(sources)).toMatchObject({ files: changed.length });
    const asked = site.takeRequests().filter((request) => /resolve.*parquet/.test(request));
    expect(asked).toHaveLength(changed.length);
    expect(changed.length).toBeLessThan(household.files.size - 2);
  });

  it.each(shapes)(
    "takes what is late, repeated, conflicting, damaged, repaired and removed: %s",
    async (shape) => {
      await using site = await FleetSite.make();
      const household = householdOf(shape);
      const pulls = await laterPulls(household);
      const source = await site.dataset(shape, pulls[0]?.files ?? new Map());
      for (const { change, files, expected, damaged } of pulls) {
        site.upload(shape, files);
        const result = await site.pull([source]);
        const landing = await site.open();
        const rows = expectedRows(expected, (serial) => landing.pseudonymOf(serial));
        expect(await landedRows(site.landing), change).toEqual(rows);
        expect(result.failed, change).toBe(damaged.length === 0 ? 0 : 1);
        expect(
          result.warnings.filter((line) => line.includes("Cannot read")),
          change,
        ).toHaveLength(damaged.length);
        // The same again: nothing is taken, and what cannot be used is still said.
        const landed = await countLanded(site.landing);
        const again = await site.pull([source]);
        expect(again, change).toMatchObject({ files: 0, failed: result.failed });
        expect(await countLanded(site.landing), change).toBe(landed);
      }
    },
  );

  it("keeps one file a month while rows only come", async () => {
    await using site = await FleetSite.make();
    const household = householdOf("by-day");
    const pulls = await laterPulls(household);
    const source = await site.dataset("by-day", new Map());
    for (const { files } of pulls.slice(0, 3)) {
      site.upload("by-day", files);
      await site.pull([source]);
      const months = (await listLanding(site.landing)).map(({ month }) => month);
      expect(months).toEqual([...new Set(months)]);
    }
  });
});

function bytesEqual(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}
