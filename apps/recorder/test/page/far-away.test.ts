import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBrowser } from "./support/browser.js";
import { expectedEnergy, written } from "./support/expected-energy.js";
import { plainText } from "./support/plain-text.js";
import { openPage, servedYears, summarised } from "./support/served-page.js";

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
}, 60_000);

afterAll(() => browser?.close());

describe("a site far from UTC, viewed from elsewhere", () => {
  it.each([
    ["Pacific/Auckland", -36.8, 174.8, "2026-01-15", "America/Los_Angeles"],
    ["Pacific/Auckland", -36.8, 174.8, "2026-04-05", "Europe/London"],
    ["Pacific/Honolulu", 21.3, -157.9, "2026-02-01", "Pacific/Kiritimati"],
  ])(
    "%s at %d, %d: %s is the site's day from %s",
    async (zone, latitude, longitude, day, viewer) => {
      const sky = { latitude, longitude };
      const span = { from: "2025-12-20", to: "2026-04-10" };
      await using site = await servedYears({ timeZone: zone, sky, inverters: 2, ...span });
      const expected = await expectedEnergy(site.archive, zone);
      await summarised(site, 2);
      const at = "2026-04-10T12:00:00Z";
      await using open = await openPage(browser, site, {
        hash: `#/day/${day}`,
        at,
        timezoneId: viewer,
      });
      await open.page.waitForSelector(".readout");
      expect(await plainText(open.page.locator(".figure"))).toBe(
        `${written(expected.day(day))} kWh`,
      );
      // The sun is highest around noon, by the clock of the site.
      expect(await plainText(open.page.locator(".readout"))).toMatch(/^Best: (09|1\d):\d\d/);
      await open.page.goto(`${site.url}#/calendar/2026`);
      const cell = open.page.locator(`[data-day="${day}"]`);
      const label = (await cell.getAttribute("aria-label"))?.replaceAll("\u00a0", " ");
      expect(label).toContain(`: ${written(expected.day(day))} kWh`);
      expect(open.problems).toEqual([]);
    },
  );
});
