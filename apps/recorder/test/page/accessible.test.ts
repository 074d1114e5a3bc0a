import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServedSite } from "../support/served-site.js";
import { violations } from "./support/axe.js";
import { startBrowser } from "./support/browser.js";
import { plainText } from "./support/plain-text.js";
import { openPage, servedYears, summarised } from "./support/served-page.js";
import { london } from "./support/simulated-years.js";

const at = "2026-05-30T12:00:00Z";
/** The address of each view, and what is there when it is complete. */
const views = [
  ["#/day/2026-05-20", ".comparison strong"],
  ["#/day/2026-05-20?at=13:00&table=1", "tbody"],
  ["#/calendar/2026", ".records"],
  ["#/calendar/2025?table=1", ".records"],
  ["#/compare", ".bars"],
] as const;

let browser: Browser;
let site: ServedSite;

beforeAll(async () => {
  const outage = Date.parse("2026-05-20T10:00Z") / 1000;
  site = await servedYears({
    ...london,
    from: "2025-02-01",
    to: "2026-05-30",
    faults: [{ kind: "recorder-outage", from: outage, to: outage + 7200 }],
  });
  browser = await startBrowser();
  await summarised(site, 2);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  it.each(views)("axe finds nothing wrong with %s, narrow or wide", async (hash, selector) => {
    for (const width of [360, 1200]) {
      const viewport = { width, height: 800 };
      await using open = await openPage(browser, site, { hash, at, colorScheme, viewport });
      await open.page.waitForSelector(selector);
      expect(await violations(open.page)).toEqual([]);
      expect(await overflow(open.page)).toBe(0);
      expect(open.problems).toEqual([]);
    }
  });
});

describe("by keyboard alone", () => {
  it("a day's cursor moves, says where it is, and is in the address", async () => {
    await using open = await openPage(browser, site, { hash: "#/day/2026-05-20", at });
    const { page } = open;
    await page.waitForSelector("[role=slider]");
    await tabTo(page, "[role=slider]");
    // A browser complains of two hundred changes of the address in ten seconds.
    for (const key of ["ArrowRight", "ArrowLeft", "ArrowRight"]) {
      for (let times = 0; times < 90; times++) await page.keyboard.press(key);
    }
    const slider = page.locator("[role=slider]");
    const text = (await slider.getAttribute("aria-valuetext"))?.replaceAll("\u00a0", " ");
    expect(text).toMatch(/^\d\d:\d\d · .*(W|nobody reports)/);
    await page.waitForURL((url) => url.hash.endsWith(`?at=${text?.slice(0, 5)}`));
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.hash.includes("at="));
    expect(open.problems).toEqual([]);
  });

  it("← and → step through days, years and months", async () => {
    await using open = await openPage(browser, site, { hash: "#/day/2026-05-20", at });
    const { page } = open;
    const stepped = async (key: string): Promise<string> => {
      await page.waitForSelector("h1");
      await page.keyboard.press(key);
      await page.waitForTimeout(50);
      return new URL(page.url()).hash;
    };
    expect(await stepped("ArrowLeft")).toBe("#/day/2026-05-19");
    expect(await stepped("ArrowRight")).toBe("#/day/2026-05-20");
    await page.goto(`${site.url}#/calendar/2026`);
    expect(await stepped("ArrowRight")).toBe("#/calendar/2026");
    expect(await stepped("ArrowLeft")).toBe("#/calendar/2025");
    await page.goto(`${site.url}#/compare`);
    expect(await stepped("ArrowLeft")).toBe("#/compare?to=2026-04-30");
    expect(await stepped("ArrowRight")).toBe("#/compare?to=2026-05-29");
  });

  it("a calendar's days are reached from one another, and opened", async () => {
    await using open = await openPage(browser, site, { hash: "#/calendar/2025", at });
    const { page } = open;
    await page.waitForSelector(".calendar");
    await tabTo(page, ".cell");
    for (const key of ["ArrowUp", "ArrowUp", "ArrowLeft"]) await page.keyboard.press(key);
    expect(await plainText(page.locator(".readout"))).toMatch(/^Wednesday 29 October 2025 · /);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".comparison");
    expect(new URL(page.url()).hash).toBe("#/day/2025-10-29");
  });
});

describe("by finger", () => {
  it("a swipe steps, and a drag on the picture moves the cursor instead", async () => {
    await using open = await openPage(browser, site, {
      hash: "#/day/2026-05-20",
      at,
      hasTouch: true,
      viewport: { width: 360, height: 800 },
    });
    const { page } = open;
    await page.waitForSelector(".figure");
    await swipe(page, ".figure", 120);
    await page.waitForTimeout(50);
    expect(new URL(page.url()).hash).toBe("#/day/2026-05-19");
    await page.waitForSelector("[role=slider]");
    await swipe(page, "[role=slider]", 120);
    await page.waitForTimeout(50);
    expect(new URL(page.url()).hash).toMatch(/^#\/day\/2026-05-19/);
  });
});

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let times = 0; times < 40; times++) {
    await page.keyboard.press("Tab");
    const isThere = await page.evaluate(
      `document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`,
    );
    if (isThere === true) return;
  }
  throw new Error(`Tab does not reach ${selector}.`);
}

/** Moves one finger to the right over an element, as the browser itself would tell of it. */
async function swipe(page: Page, selector: string, byX: number): Promise<void> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not shown.`);
  const [x, y] = [box.x + box.width / 3, box.y + box.height / 2];
  const session = await page.context().newCDPSession(page);
  const touch = (type: string, points: readonly { x: number; y: number }[]): Promise<unknown> =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points } as never);
  await touch("touchStart", [{ x, y }]);
  for (const share of [0.25, 0.5, 0.75, 1]) await touch("touchMove", [{ x: x + share * byX, y }]);
  await touch("touchEnd", []);
}

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
}
