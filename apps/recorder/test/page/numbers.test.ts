import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServedSite } from "../support/served-site.js";
import { startBrowser } from "./support/browser.js";
import { type ExpectedEnergy, expectedEnergy, written } from "./support/expected-energy.js";
import { plainText, plainTexts } from "./support/plain-text.js";
import { openPage, servedYears, summarised } from "./support/served-page.js";
import { london } from "./support/simulated-years.js";

const noon = (day: string): number => Date.parse(`${day}T12:00Z`) / 1000;
const at = "2026-05-30T12:00:00Z";

let browser: Browser;
let site: ServedSite;
let expected: ExpectedEnergy;

beforeAll(async () => {
  site = await servedYears({
    ...london,
    from: "2024-03-10",
    to: "2026-05-30",
    faults: [
      { kind: "recorder-outage", from: noon("2026-05-20") - 7200, to: noon("2026-05-20") },
      { kind: "recorder-outage", from: noon("2025-07-03"), to: noon("2025-07-06") },
    ],
  });
  browser = await startBrowser();
  expected = await expectedEnergy(site.archive, "Europe/London");
  await summarised(site, 3);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

/** Opens a view, and closes it without a problem. */
async function on<T>(
  hash: string,
  look: (page: Awaited<ReturnType<typeof openPage>>["page"]) => Promise<T>,
): Promise<T> {
  await using open = await openPage(browser, site, { hash, at, timezoneId: "America/Los_Angeles" });
  const seen = await look(open.page);
  expect(open.problems).toEqual([]);
  return seen;
}

describe("a day", () => {
  it.each([
    ["in summer", "2025-06-21"],
    ["of 23 hours", "2026-03-29"],
    ["of 25 hours", "2025-10-26"],
    ["with a gap", "2026-05-20"],
    ["of which the night before is another month", "2026-05-01"],
  ])("%s has the sum that DuckDB has, in all and for each inverter", async (_, day) => {
    await on(`#/day/${day}`, async (page) => {
      await page.waitForSelector(".figure");
      expect(await plainText(page.locator(".figure"))).toBe(`${written(expected.day(day))} kWh`);
      const values = await plainTexts(page.locator(".inverters .value"));
      const serials = ["482202080000", "482202080017", "482202080034", "482202080051"];
      expect(values).toEqual(
        serials.map((serial) => `${written(expected.inverter(day, serial))} kWh`),
      );
    });
  });

  it("is compared with its season", async () => {
    const text = await on("#/day/2026-05-10", async (page) => {
      await page.waitForSelector(".comparison strong");
      return await plainText(page.locator(".comparison"));
    });
    expect(text).toMatch(/^\d+ % (above|below) usual for early May \(half of \d+ such days made /);
  });

  it("says what is missing, when by the site's clock, and how much it held", async () => {
    const text = await on("#/day/2026-05-20", async (page) => {
      await page.waitForSelector("h2");
      return await plainText(page.locator("main"));
    });
    expect(text).toMatch(
      /10:\d\d–1[23]:\d\d: nobody reported\. The recorder or the gateway was away/,
    );
    expect(text).toMatch(/own counters say that [\d.]+ kWh were produced meanwhile/);
  });

  it("without any reading is missing, and not zero", async () => {
    const text = await on("#/day/2025-07-04", async (page) => {
      await page.waitForSelector("h1");
      return await plainText(page.locator("main"));
    });
    expect(text).toContain("No reading is known of Friday 4 July 2025");
    expect(text).not.toContain("0.00 kWh");
  });
});

describe("the calendar", () => {
  it("has each day's energy, each month's and the year's as DuckDB has them", async () => {
    await on("#/calendar/2025", async (page) => {
      await page.waitForSelector(".calendar");
      expect(await plainText(page.locator(".figure"))).toBe(
        `${written(expected.sum("2025-"))} kWh`,
      );
      const months = await plainTexts(page.locator(".month-total"));
      expect(months).toEqual(
        Array.from({ length: 12 }, (_, month) =>
          written(expected.sum(`2025-${String(month + 1).padStart(2, "0")}-`)),
        ),
      );
      const cells = page.locator('.cell[data-day^="2025-07"]');
      const labels = await cells.evaluateAll((elements) =>
        elements.map((element) =>
          String(element.getAttribute("aria-label")).replaceAll("\u00a0", " "),
        ),
      );
      expect(labels[9]).toBe(`Thursday 10 July 2025: ${written(expected.day("2025-07-10"))} kWh`);
      expect(labels[3]).toBe("Friday 4 July 2025: missing");
    });
  });

  it("leads to a day", async () => {
    await on("#/calendar/2025", async (page) => {
      await page.click('[data-day="2025-08-15"]');
      await page.waitForSelector(".readout");
      expect(page.url()).toMatch(/#\/day\/2025-08-15$/);
    });
  });
});

describe("the comparison", () => {
  it("has each year to the same date as DuckDB has it, and says which are parts", async () => {
    await on("#/compare", async (page) => {
      await page.waitForSelector(".table tbody tr");
      const rows = await Promise.all(
        (await page.locator(".table tbody tr").all()).map((row) =>
          plainTexts(row.locator("th, td")),
        ),
      );
      const energy = (year: string): string =>
        `${written(expected.sum(`${year}-`, `${year}-05-29`))} kWh`;
      expect(rows.map((row) => row.slice(0, 2))).toEqual([
        ["2026", energy("2026")],
        ["2025", energy("2025")],
        ["2024", energy("2024")],
      ]);
      expect(rows[2]).toContain("69 days missing");
      const bars = await plainTexts(page.locator(".bars td:last-child"));
      expect(bars[0]).toBe(`${written(expected.sum("2026-05-", "2026-05-29"))} kWh`);
    });
  });
});
