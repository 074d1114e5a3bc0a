import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryArchive } from "../support/duckdb.js";
import type { ServedSite } from "../support/served-site.js";
import { violations } from "./support/axe.js";
import { startBrowser } from "./support/browser.js";
import { expectedEnergy, written } from "./support/expected-energy.js";
import { plainText, plainTexts } from "./support/plain-text.js";
import { plainTiles } from "./support/plain-tiles.js";
import { openPage, servedYears } from "./support/served-page.js";
import { serialOf, twoSides } from "./support/two-sides.js";

const at = "2026-05-30T09:00:00Z";
const span = { from: "2026-05-01", to: "2026-05-30" };
const day = "2026-05-28";

let browser: Browser;
let ten: ServedSite;
let sixty: ServedSite;

beforeAll(async () => {
  const from = Date.parse("2026-05-10T00:00Z") / 1000;
  ten = await servedYears({
    ...twoSides(10, {
      faults: [{ kind: "dying", inverters: [7], from, shareLeft: 0.6 }],
      positions: true,
    }),
    ...span,
  });
  sixty = await servedYears({ ...twoSides(60, { faults: [] }), ...span });
  browser = await startBrowser();
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await ten?.[Symbol.asyncDispose]();
  await sixty?.[Symbol.asyncDispose]();
});

const noBox = { x: Number.NaN, y: Number.NaN, height: Number.NaN };

/** What the tiles show: name, value, share of the group. */
async function tilesOf(page: Page): Promise<readonly (readonly string[])[]> {
  const tiles: (readonly string[])[] = [];
  for (const tile of await page.locator(".tile").all()) {
    tiles.push(await plainTexts(tile.locator("[aria-hidden]")));
  }
  return tiles;
}

describe("the panels of a day", () => {
  it("have the energy that DuckDB has, and stand beside their group", async () => {
    await using open = await openPage(browser, ten, { hash: `#/panels/${day}`, at });
    await open.page.waitForSelector(".tile");
    const expected = await expectedEnergy(ten.archive, "Europe/London");
    const tiles = await tilesOf(open.page);
    expect(tiles.map(([name, value]) => [name, value])).toEqual(
      tiles.map(([name], i) => [name, written(expected.inverter(day, serialOf(i)))]),
    );
    const others = [5, 6, 8, 9]
      .map((i) => expected.inverter(day, serialOf(i)))
      .sort((a, b) => a - b);
    const median = ((others[1] ?? 0) + (others[2] ?? 0)) / 2;
    const ratio = expected.inverter(day, serialOf(7)) / median;
    expect(tiles[7]?.[2]).toBe(`${Math.round(ratio * 100)} %`);
    expect(await plainText(open.page.locator("main h1"))).toBe(
      `West 3 gave ${Math.round((1 - ratio) * 100)} % less than its group`,
    );
    expect(open.problems).toEqual([]);
  });

  it("have the power of a time that the address names, as DuckDB has", async () => {
    await using open = await openPage(browser, ten, { hash: `#/panels/${day}?at=12:15`, at });
    await open.page.waitForSelector(".tile");
    const rows = await queryArchive(
      ten.archive,
      `WITH periods AS (
         SELECT serial_number, joules_produced * 1e6 / epoch_us(period_duration_us) AS watts,
           epoch(period_end_time) AS ends, epoch_us(period_duration_us) / 1e6 AS seconds FROM
           (SELECT *, to_microseconds(CAST(period_duration AS BIGINT)) AS period_duration_us FROM ARCHIVE)),
       shares AS (
         SELECT *, LEAST(ends, T + 300) - GREATEST(ends - seconds, T) AS part
         FROM periods, (SELECT epoch(TIMESTAMPTZ '2026-05-28 12:15:00+01') AS T))
       SELECT serial_number, ROUND(SUM(watts * part) / SUM(part)) AS watts
       FROM shares WHERE part > 0 GROUP BY serial_number ORDER BY serial_number`,
    );
    expect((await tilesOf(open.page)).map(([, value]) => Number(value))).toEqual(
      rows.map((row) => Number(row["watts"])),
    );
  });

  it("are where they are on the roof, and lead to their own year by keys alone", async () => {
    await using open = await openPage(browser, ten, { hash: `#/panels/${day}`, at });
    const { page } = open;
    await page.waitForSelector(".tile");
    const boxOf = async (tile: number) =>
      (await page.locator(".tile").nth(tile).boundingBox()) ?? noBox;
    const [south, west] = [await boxOf(0), await boxOf(5)];
    expect(west.x).toBe(south.x);
    expect(west.y).toBeGreaterThan(south.y + south.height);
    await page.locator(".tile").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.hash === `#/panel/${serialOf(6)}/2026`);
    await page.waitForSelector("text=West 2 in 2026");
    expect(open.problems).toEqual([]);
  });

  it("play through the day and stop, by the space bar, and the address follows", async () => {
    await using open = await openPage(browser, ten, { hash: `#/panels/${day}?at=06:00` });
    const { page } = open;
    await page.waitForSelector(".tile");
    const slider = page.locator(".player [role=slider]");
    await slider.focus();
    await page.keyboard.press(" ");
    await page.waitForSelector("text=Pause");
    await page.waitForTimeout(1000);
    await page.keyboard.press(" ");
    await page.waitForURL(({ hash }) => !hash.includes("at=06:00"));
    const [, stopped] = /at=(\d\d:\d\d)/.exec(page.url()) ?? [];
    expect(stopped && stopped > "06:10" && stopped < "08:00").toBe(true);
    expect(await plainText(page.locator("main h1"))).toContain(`At ${stopped}, `);
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(({ hash }) => !hash.includes(`at=${stopped}`));
    await page.click("text=Whole day");
    await page.waitForURL(({ hash }) => !hash.includes("at="));
    expect(open.problems).toEqual([]);
  });

  it.each([
    { colorScheme: "light", width: 360 },
    { colorScheme: "dark", width: 1200 },
  ] as const)(
    "are readable and accessible if there are 60: $colorScheme, $width px",
    async (look) => {
      const { colorScheme, width } = look;
      const viewport = { width, height: 800 };
      const hash = `#/panels/${day}?at=13:00`;
      await using open = await openPage(browser, sixty, { hash, at, colorScheme, viewport });
      const { page } = open;
      await page.waitForSelector(".tile");
      expect(await page.locator(".tile").count()).toBe(60);
      expect(await plainTexts(page.locator(".roof h2"))).toEqual(["South", "West"]);
      const cut = await page.evaluate(
        "[...document.querySelectorAll('.tile-name')].filter((name) => name.scrollWidth > name.clientWidth).length",
      );
      expect(cut).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      expect(open.problems).toEqual([]);
    },
  );

  it("play at a few times the cost of plain tiles, and without growing", async () => {
    await using open = await openPage(browser, sixty, { hash: `#/panels/${day}?at=06:00` });
    await open.page.waitForSelector(".tile");
    await open.page.click("text=Play");
    const played = await steps(open.page);
    expect(played.count).toBeGreaterThan(10);
    expect(played.grownBytes).toBeLessThan(2_000_000);
    await open.page.click("text=Pause");
    // 3.4 to 4.0 times; with 60 panels that is a task of 10 to 17 ms, by the machine.
    const plain = await plainTiles(browser, 60);
    expect(played.ms / (await steps(plain)).ms).toBeLessThan(6);
    await plain.close();
  }, 60_000);
});

/** What each step of a page's slider takes of its main thread in some four seconds, and what its memory grows by. */
async function steps(
  page: Page,
): Promise<{ readonly count: number; readonly ms: number; readonly grownBytes: number }> {
  const devtools = await page.context().newCDPSession(page);
  // Of the thread's own time: how busy this machine is otherwise does not count.
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const measured = async (): Promise<{
    readonly at: number;
    readonly ms: number;
    readonly bytes: number;
  }> => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    const metric = (name: string): number =>
      metrics.find((one) => one.name === name)?.value ?? Number.NaN;
    const at = Number(await page.locator("[role=slider]").first().getAttribute("aria-valuenow"));
    return { at, ms: 1000 * metric("TaskDuration"), bytes: metric("JSHeapUsedSize") };
  };
  await page.waitForTimeout(500);
  const before = await measured();
  await page.waitForTimeout(4000);
  const after = await measured();
  const count = after.at - before.at;
  return { count, ms: (after.ms - before.ms) / count, grownBytes: after.bytes - before.bytes };
}
