import type { RoofFault } from "@envoy/envoy-simulator";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryArchive } from "../support/duckdb.js";
import type { ServedSite } from "../support/served-site.js";
import { startBrowser } from "./support/browser.js";
import { plainText, plainTexts } from "./support/plain-text.js";
import { openPage, servedYears, summarised } from "./support/served-page.js";
import { twoSides } from "./support/two-sides.js";

const dying: RoofFault = {
  kind: "dying",
  inverters: [7],
  from: Date.parse("2026-04-10T00:00Z") / 1000,
  shareLeft: 0.6,
};

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
});

/** What the view says of an archive that ends on a date. */
async function healthOf(
  site: ServedSite,
  to: string,
): Promise<{
  readonly answer: string;
  readonly findings: readonly string[];
  readonly all: string;
}> {
  await using open = await openPage(browser, site, { hash: "#/health", at: `${to}T09:00:00Z` });
  await open.page.waitForSelector("main h1.answer");
  const seen = {
    answer: await plainText(open.page.locator("main h1")),
    findings: await plainTexts(open.page.locator(".finding")),
    all: await plainText(open.page.locator("main")),
  };
  expect(open.problems).toEqual([]);
  return seen;
}

/** The seventh bright day from a date on, by what a healthy panel made: 60 % of the best of the month before. */
async function seventhBrightDay(archive: string, from: string): Promise<string> {
  const rows = await queryArchive(
    archive,
    `WITH days AS (
       SELECT strftime(timezone('Europe/London', period_end_time), '%Y-%m-%d') AS day,
         CAST(SUM(joules_produced) AS DOUBLE) AS joules
       FROM ARCHIVE WHERE serial_number = '482202080102' GROUP BY day),
     best AS (
       SELECT day, joules, MAX(joules) OVER (ORDER BY day ROWS 30 PRECEDING) AS most FROM days)
     SELECT day FROM best WHERE joules >= 0.6 * most AND day >= '${from}' ORDER BY day LIMIT 7`,
  );
  return String(rows.at(-1)?.["day"]);
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

describe("the health of panels", () => {
  it("names a dying panel within 7 bright days, with its evidence, and nobody else", async () => {
    const from = "2025-10-01";
    await using whole = await servedYears({
      ...twoSides(10, { faults: [dying] }),
      from,
      to: "2026-05-30",
    });
    const to = dayAfter(await seventhBrightDay(whole.archive, "2026-04-10"));
    await using site = await servedYears({ ...twoSides(10, { faults: [dying] }), from, to });
    await summarised(site, 2);
    const { answer, findings } = await healthOf(site, to);
    expect(answer).toBe("West 3 gives less than it should");
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(
      /^West 3 has given 6[01] % of what it usually gives beside its group on (\d of the|all of the) last 7 bright days, since (about )?1\d April: (some|at least) [\d.]+ kWh lost\.$/,
    );
    // Later, it still is so, and more is lost: two fifths of what a healthy one made.
    await summarised(whole, 2);
    const later = await healthOf(whole, "2026-05-30");
    const [, lost] = /([\d.]+) kWh lost/.exec(later.findings[0] ?? "") ?? [];
    const [healthy] = await queryArchive(
      whole.archive,
      `SELECT CAST(SUM(joules_produced) AS DOUBLE) / 3.6e6 AS kwh FROM ARCHIVE
       WHERE serial_number = '482202080102' AND period_end_time >= '2026-04-10'`,
    );
    const expected = 0.4 * Number(healthy?.["kwh"]);
    expect(Math.abs(Number(lost) / expected - 1)).toBeLessThan(0.06);
  }, 120_000);

  it("says in one line that all is well, and of what", async () => {
    const span = { from: "2026-02-01", to: "2026-05-30" };
    await using site = await servedYears({ ...twoSides(20, { faults: [] }), ...span });
    await summarised(site, 1);
    const { answer, findings } = await healthOf(site, span.to);
    expect(answer).toMatch(/^All well: 20 panels, last 7 bright days up to 2\d May$/);
    expect(findings).toEqual([]);
  }, 60_000);

  it("says that a panel is silent, and since when", async () => {
    const dead: RoofFault = {
      kind: "dead",
      inverters: [2],
      from: Date.parse("2026-05-20T00:00Z") / 1000,
    };
    const span = { from: "2026-02-01", to: "2026-05-30" };
    await using site = await servedYears({ ...twoSides(8, { faults: [dead] }), ...span });
    await summarised(site, 1);
    const { answer, findings } = await healthOf(site, span.to);
    expect(answer).toBe("South 3 does not report");
    expect(findings[0]).toContain("has not reported, while the others have, since 20 May: up to ");
  }, 60_000);

  it("calls nobody ill after few days, or because the recorder was away", async () => {
    const away: RoofFault = {
      kind: "recorder-outage",
      from: Date.parse("2026-05-12T08:00Z") / 1000,
      to: Date.parse("2026-05-18T08:00Z") / 1000,
    };
    const span = { from: "2026-05-05", to: "2026-05-30" };
    await using site = await servedYears({ ...twoSides(6, { faults: [away] }), ...span });
    await summarised(site, 1);
    const { answer, findings, all } = await healthOf(site, span.to);
    expect(answer).toBe("Not yet known whether a panel is failing");
    expect(findings).toEqual([]);
    expect(all).toMatch(
      /This needs \d+ more bright days: what is usual for a panel is known after 31/,
    );
  }, 60_000);
});
