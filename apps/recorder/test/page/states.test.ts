import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServedSite } from "../support/served-site.js";
import { violations } from "./support/axe.js";
import { startBrowser } from "./support/browser.js";
import { plainText } from "./support/plain-text.js";
import { openPage, servedYears, summarised } from "./support/served-page.js";
import { london } from "./support/simulated-years.js";

const at = "2026-05-30T12:00:00Z";
const span = { from: "2026-04-20", to: "2026-05-30" };

let browser: Browser;
let site: ServedSite;

beforeAll(async () => {
  site = await servedYears({ ...london, ...span });
  browser = await startBrowser();
  await summarised(site, 1);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

describe("the page", () => {
  it("is at most 70 kB of scripts and styles, compressed", () => {
    const assets = fileURLToPath(new URL("../../bundle/page/assets/", import.meta.url));
    const files = readdirSync(assets).filter((name) => /\.(js|css)$/.test(name));
    const bytes = files.map((name) => gzipSync(readFileSync(assets + name), { level: 9 }).length);
    expect(files.length).toBeGreaterThanOrEqual(3);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(70_000);
  });

  it.each([
    ["#/day/2026-05-12", ".chart path.area"],
    ["#/calendar/2026", ".cell.known"],
  ])("asks for no more than 8 files until the picture of %s is there", async (hash, selector) => {
    await using open = await openPage(browser, site, { hash, at });
    await open.page.waitForSelector(selector);
    expect(open.requests.length).toBeLessThanOrEqual(8);
    expect(open.problems).toEqual([]);
  });

  it("names its view in the title, and keeps the tab of it in sight on a telephone", async () => {
    const viewport = { width: 360, height: 780 };
    await using open = await openPage(browser, site, { hash: "#/recorder", at, viewport });
    const { page } = open;
    await page.waitForSelector("h1");
    expect(await page.title()).toBe("Recorder · Solar");
    const tab = await page.locator("[aria-current=page]").boundingBox();
    expect((tab?.x ?? 360) + (tab?.width ?? 0)).toBeLessThanOrEqual(360);
    expect(await page.evaluate("scrollY")).toBe(0);
    await page.goto(`${site.url}#/panel/482202080000/2026`);
    await page.waitForSelector("[aria-current=true]");
    expect(await plainText(page.locator("[aria-current]"))).toBe("Panels");
    expect(await page.title()).toMatch(/ in 2026 · Solar$/);
  });

  it("fits its tables of few columns on a telephone", async () => {
    const viewport = { width: 360, height: 780 };
    await using open = await openPage(browser, site, { hash: "#/recorder", at, viewport });
    await open.page.waitForSelector(".table");
    const beyond = await open.page
      .locator(".table")
      .evaluateAll((tables) => tables.filter((table) => table.scrollWidth > table.clientWidth));
    expect(beyond).toHaveLength(0);
  });

  it("says how old its data are, if nothing new has come for long", async () => {
    await using open = await openPage(browser, site, { at: "2026-06-03T12:00:00Z" });
    await open.page.waitForSelector(".notice");
    expect(await plainText(open.page.locator(".notice"))).toMatch(
      /^Recorded last 5 days ago, on 29 May 2026, 2\d:\d\d\. What came after is not here yet\.$/,
    );
    expect(await violations(open.page)).toEqual([]);
  });

  it("keeps showing what it has while the archive does not answer, and says so", async () => {
    await using open = await openPage(browser, site, { hash: "#/day/2026-05-12", at });
    const { page } = open;
    await page.waitForSelector(".figure");
    await page.context().route("**/manifest.json", (route) => route.abort());
    await page.clock.setFixedTime("2026-05-30T12:20:00Z");
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.waitForSelector(".notice");
    expect(await plainText(page.locator(".notice").first())).toContain(
      "does not answer any longer",
    );
    expect(await page.locator(".figure").count()).toBe(1);
  });

  it("says what to do if the archive does not answer at all, and tries again", async () => {
    await using open = await openPage(browser, site, { hash: "#/day/2026-05-12", at });
    const { page } = open;
    await page.context().route("**/manifest.json", (route) => route.abort());
    await page.reload();
    await page.waitForSelector("[role=alert] h1");
    expect(await plainText(page.locator("h1"))).toBe("The archive does not answer");
    expect(await plainText(page.locator("main"))).toContain("envoy-recorder serve starts it");
    expect(await violations(page)).toEqual([]);
    await page.context().unroute("**/manifest.json");
    await page.click("text=Try again");
    await page.waitForSelector(".figure");
  });

  it("has nothing to show of an empty archive, and says what will come", async () => {
    await using empty = await servedYears({ from: "2026-01-01", to: "2026-01-01" });
    await using open = await openPage(browser, empty, { at });
    await open.page.waitForSelector("h1");
    expect(await plainText(open.page.locator("h1"))).toBe("Nothing has been recorded yet");
    expect(await violations(open.page)).toEqual([]);
    expect(open.problems).toEqual([]);
  });
});
