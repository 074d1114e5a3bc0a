import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryArchive } from "../support/duckdb.js";
import type { ServedSite } from "../support/served-site.js";
import { violations } from "./support/axe.js";
import { startBrowser } from "./support/browser.js";
import { plainText, plainTexts } from "./support/plain-text.js";
import { openPage, servedYears, summarised } from "./support/served-page.js";
import { serialOf, twoSides } from "./support/two-sides.js";

const at = "2025-12-27T22:00:00Z";
const utc = (time: string): number => Date.parse(time) / 1000;

let browser: Browser;
let site: ServedSite;

beforeAll(async () => {
  site = await servedYears({
    ...twoSides(8, {
      faults: [
        {
          kind: "shadow",
          inverters: [1],
          from: utc("2024-01-01T00:00Z"),
          azimuthFrom: 90,
          azimuthTo: 160,
          elevationBelow: 18,
        },
        { kind: "recorder-outage", from: utc("2025-06-10T00:00Z"), to: utc("2025-06-12T00:00Z") },
      ],
    }),
    from: "2025-01-05",
    to: "2025-12-28",
  });
  browser = await startBrowser();
  // The days after the last reading, of which nothing is known, reach into the next year.
  await summarised(site, 2);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

async function isRead(page: Page): Promise<void> {
  await page.waitForSelector("main h1");
  await page.waitForSelector("progress.reading", { state: "detached" });
}

describe("a year of a panel", () => {
  it("says when it is shaded, and shows how much by month and hour", async () => {
    const hash = `#/panel/${serialOf(1)}/2025?table=1`;
    await using open = await openPage(browser, site, { hash, at });
    const { page } = open;
    await isRead(page);
    expect(await plainText(page.locator("main h1"))).toMatch(
      /^South 2 is shaded on mornings from (September|October) to (February|March), until 10:[0134][05]$/,
    );
    const headers = await plainTexts(page.locator("figure").first().locator("thead th"));
    const cell = async (month: number, hour: string): Promise<number> => {
      const row = page
        .locator("figure")
        .first()
        .locator("tbody tr")
        .nth(month - 1);
      const cells = await plainTexts(row.locator("th, td"));
      return Number.parseInt(cells[headers.indexOf(hour)] ?? "", 10);
    };
    expect(await cell(11, "09:00")).toBeLessThan(75);
    expect(await cell(11, "13:00")).toBeGreaterThan(90);
    expect(await cell(6, "09:00")).toBeGreaterThan(90);
    expect(open.problems).toEqual([]);
  });

  it("finds no shade where there is none", async () => {
    const hash = `#/panel/${serialOf(2)}/2025`;
    await using open = await openPage(browser, site, { hash, at });
    await isRead(open.page);
    expect(await plainText(open.page.locator("main h1"))).toBe(
      "South 3 has no regular shade in 2025",
    );
  });

  it("has the temperatures and the peak that DuckDB has", async () => {
    const hash = `#/panel/${serialOf(1)}/2025?table=1`;
    await using open = await openPage(browser, site, { hash, at });
    const { page } = open;
    await isRead(page);
    await page.waitForSelector("text=Its best days");
    const [truth] = await queryArchive(
      site.archive,
      `WITH readings AS (
         SELECT *, joules_produced * 1e6 / CAST(period_duration AS BIGINT) AS watts,
           timezone('Europe/London', period_end_time) AS local
         FROM ARCHIVE WHERE serial_number = '${serialOf(1)}'),
       days AS (SELECT MAX(ROUND(watts)) AS peak FROM readings
         WHERE YEAR(local) = 2025 GROUP BY CAST(local AS DATE))
       SELECT (SELECT quantile_disc(peak, 0.95) FROM days) AS peak,
         (SELECT median(inverter_temperature_Celsius) FROM readings
           WHERE watts >= 10 AND YEAR(local) = 2025 AND MONTH(local) = 7) AS celsius`,
    );
    const july = page.locator("figure").nth(1).locator("tbody tr").nth(6).locator("th, td");
    expect((await plainTexts(july))[2]).toBe(`${truth?.["celsius"]} °C`);
    const years = page.locator("figure").last().locator("tbody tr");
    const peak = Number.parseInt((await plainTexts(years.nth(0).locator("td")))[0] ?? "", 10);
    expect(Math.abs(peak - Number(truth?.["peak"]))).toBeLessThanOrEqual(1);
  });

  it("tells each quarter of an hour by keys, and why one is missing", async () => {
    const hash = `#/panel/${serialOf(1)}/2025`;
    await using open = await openPage(browser, site, { hash, at });
    const { page } = open;
    await isRead(page);
    const picture = page.locator("[role=application]");
    await picture.focus();
    await page.keyboard.press("ArrowDown");
    for (let i = 0; i < 160; i++) await page.keyboard.press("ArrowRight");
    for (let i = 0; i < 24; i++) await page.keyboard.press("ArrowDown");
    expect(await plainText(page.locator("figure output").first())).toMatch(
      /^10 June, 1\d:\d\d: no reading, the recorder or the gateway was away$/,
    );
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    expect(await plainText(page.locator("figure output").first())).toMatch(
      /^13 June, 1\d:\d\d: \d+ % of the best, \d+ W$/,
    );
    expect(open.problems).toEqual([]);
  });

  it("is aborted by leaving it", async () => {
    const hash = `#/panel/${serialOf(3)}/2025`;
    await using open = await openPage(browser, site, { hash: "#/recorder", at });
    const { page, requests } = open;
    await page.waitForSelector("section[aria-label='Tables of the archive']");
    await page.context().route("**/data/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await page.evaluate(`location.hash = '${hash}'`);
    await page.waitForSelector("progress.reading");
    await page.evaluate("location.hash = '#/recorder'");
    await page.waitForSelector("section[aria-label='Tables of the archive']");
    const before = requests.length;
    await page.waitForTimeout(1500);
    expect(requests.length - before).toBeLessThanOrEqual(2);
  });

  it.each([
    { colorScheme: "light", width: 360 },
    { colorScheme: "dark", width: 1200 },
  ] as const)("is accessible: $colorScheme, $width px", async ({ colorScheme, width }) => {
    const viewport = { width, height: 800 };
    const hash = `#/panel/${serialOf(1)}/2025`;
    await using open = await openPage(browser, site, { hash, at, colorScheme, viewport });
    await isRead(open.page);
    await open.page.waitForSelector("text=Its best days");
    expect(await violations(open.page)).toEqual([]);
    expect(await open.page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});

describe("a site of one panel", () => {
  it("has nothing to compare it with, and shows what it made", async () => {
    const span = { from: "2026-04-01", to: "2026-05-30" };
    await using one = await servedYears({
      timeZone: "Pacific/Auckland",
      sky: { latitude: -36.8, longitude: 174.7 },
      inverters: 1,
      ...span,
    });
    for (const [hash, answer] of [
      ["#/panel", "…0000 cannot be compared with others in 2026"],
      ["#/health", "One panel alone cannot be compared with others"],
      ["#/panels/2026-05-20", /^One panel gave [\d.]+ kWh$/],
    ] as const) {
      await using open = await openPage(browser, one, { hash, at: "2026-05-29T20:00:00Z" });
      await isRead(open.page);
      expect(await plainText(open.page.locator("main h1"))).toMatch(answer);
      expect(await violations(open.page)).toEqual([]);
      expect(open.problems).toEqual([]);
    }
  }, 60_000);
});
