import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryArchive } from "../support/duckdb.js";
import type { ServedSite } from "../support/served-site.js";
import { violations } from "./support/axe.js";
import { startBrowser } from "./support/browser.js";
import { plainText, plainTexts } from "./support/plain-text.js";
import { openPage, servedYears, summarised } from "./support/served-page.js";
import { twoSides } from "./support/two-sides.js";

const at = "2026-05-30T09:00:00Z";
const utc = (time: string): number => Date.parse(time) / 1000;

let browser: Browser;
let site: ServedSite;

beforeAll(async () => {
  site = await servedYears({
    ...twoSides(6, {
      faults: [
        { kind: "recorder-outage", from: utc("2026-05-12T08:00Z"), to: utc("2026-05-12T12:00Z") },
        { kind: "dead", inverters: [4], from: utc("2026-05-24T00:00Z") },
      ],
    }),
    from: "2026-03-01",
    to: "2026-05-30",
  });
  browser = await startBrowser();
  await summarised(site, 1);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

async function rowsOf(page: Awaited<ReturnType<typeof openPage>>["page"], caption: string) {
  const rows = page.locator(`section[aria-label="${caption}"] tbody tr`);
  const texts: (readonly string[])[] = [];
  for (const row of await rows.all()) texts.push(await plainTexts(row.locator("th, td")));
  return texts;
}

describe("the recorder", () => {
  it("tells how old the last reading is, and what the archive consists of, as DuckDB does", async () => {
    await using open = await openPage(browser, site, { hash: "#/recorder", at });
    const { page } = open;
    await page.waitForSelector("section[aria-label='Tables of the archive']");
    expect(await plainText(page.locator("main h1"))).toMatch(
      /^Not recording: nothing has come for 1[23] h/,
    );
    const [counted] = await queryArchive(
      site.archive,
      "SELECT COUNT(*)::INTEGER AS n, COUNT(DISTINCT filename)::INTEGER AS files FROM read_parquet('ARCHIVE_FOLDER/**/*.parquet', filename = true)".replace(
        "ARCHIVE_FOLDER",
        site.archive,
      ),
    );
    const [readings] = await rowsOf(page, "Tables of the archive");
    expect(readings?.slice(0, 3)).toEqual([
      "Readings",
      String(counted?.["files"]),
      Number(counted?.["n"]).toLocaleString("en-GB"),
    ]);
    expect(open.problems).toEqual([]);
  });

  it("tells what is missing of each day, why, and how much it held by the counters", async () => {
    await using open = await openPage(browser, site, { hash: "#/recorder?table=1", at });
    const { page } = open;
    await page.waitForSelector("section[aria-label='Gaps']");
    // What the counters of that day tell more than the readings; and how many periods there are of as many as near days have.
    const [truth] = await queryArchive(
      site.archive,
      `WITH days AS (
         SELECT serial_number, strftime(timezone('Europe/London', period_end_time), '%Y-%m-%d') AS day,
           MAX(watt_hours_today) * 3600.0 - SUM(joules_produced) AS more, COUNT(*) AS periods
         FROM ARCHIVE GROUP BY ALL)
       SELECT SUM(more) FILTER (day = '2026-05-12') / 3.6e6 AS kwh,
         MIN(periods) FILTER (day = '2026-05-12' AND serial_number = '482202080000') AS left_over,
         MEDIAN(periods) FILTER (day BETWEEN '2026-05-05' AND '2026-05-19' AND day <> '2026-05-12') AS whole
       FROM days`,
    );
    const gaps = await rowsOf(page, "Gaps");
    const ofAll = gaps.find(([days]) => days === "12 May 2026") ?? [];
    expect(ofAll[1]).toBe("All (recorder or gateway away)");
    expect(ofAll[2]).toMatch(/^(3 h [345]\d min|4 h( \d+ min)?)$/);
    // Six counters of whole watt-hours.
    expect(Math.abs(Number.parseFloat(ofAll[3] ?? "") - Number(truth?.["kwh"]))).toBeLessThan(0.01);
    expect(gaps.find(([days]) => days?.startsWith("24 May to"))?.[1]).toBe("West 2 alone");
    const headers = await plainTexts(page.locator("figure thead th"));
    const first = await plainTexts(page.locator("figure tbody tr").first().locator("th, td"));
    const column = headers.indexOf("12 May");
    const share = Number(truth?.["left_over"]) / Number(truth?.["whole"]);
    expect(Math.abs(Number.parseInt(first[column] ?? "", 10) / 100 - share)).toBeLessThan(0.02);
    expect(first[headers.indexOf("11 May")]).toBe("100 %");
  });

  it("says a day of a panel by keys alone, and goes back through the days", async () => {
    await using open = await openPage(browser, site, { hash: "#/recorder", at });
    const { page } = open;
    await page.waitForSelector("[role=application]");
    await page.locator("[role=application]").focus();
    await page.keyboard.press("ArrowDown");
    for (let day = 0; day < 42; day++) await page.keyboard.press("ArrowRight");
    expect(await plainText(page.locator("figure output"))).toMatch(
      /^South 1, 12 May: \d\d % of the daylight is recorded; the recorder or the gateway was away$/,
    );
    await page.locator("a.step[aria-label='Previous 60 days']").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(({ hash }) => hash === "#/recorder/2026-03-30");
    expect(open.problems).toEqual([]);
  });

  it.each([
    { colorScheme: "light", width: 360 },
    { colorScheme: "dark", width: 1200 },
  ] as const)("is accessible: $colorScheme, $width px", async ({ colorScheme, width }) => {
    const viewport = { width, height: 800 };
    await using open = await openPage(browser, site, {
      hash: "#/recorder",
      at,
      colorScheme,
      viewport,
    });
    await open.page.waitForSelector("section[aria-label='Tables of the archive']");
    expect(await violations(open.page)).toEqual([]);
    expect(await open.page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});
