import { spawnSync } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions } from "playwright-core";
import { describe, expect, it } from "vitest";
import { startBrowser } from "./support/browser.js";
import { openPage, servedYears, summarised } from "./support/served-page.js";
import { serialOf, twoSides } from "./support/two-sides.js";

/** Where the pictures of the documentation are to be written, from the top of the repository; nothing is done otherwise. */
const folder = process.env["ENVOY_PICTURES"];

const at = "2026-05-30T20:10:00Z";
const seconds = (time: string): number => Date.parse(time) / 1000;

/** Each picture's address, and what its view shows once it is complete. */
const pictures: Readonly<Record<string, readonly [string, string]>> = {
  day: ["#/day/2026-05-16", ".comparison strong"],
  panels: ["#/panels/2026-05-16?at=12:15", ".tile"],
  health: ["#/health", ".finding"],
  calendar: ["#/calendar/2026", ".records"],
  compare: ["#/compare", ".bars"],
  panel: [`#/panel/${serialOf(2)}/2025`, "h1:has-text('shaded')"],
  recorder: ["#/recorder", ".table"],
};

const dark: BrowserContextOptions = { colorScheme: "dark" };
const narrow: BrowserContextOptions = { viewport: { width: 360, height: 780 } };

describe.runIf(folder !== undefined)("the pictures of the documentation", () => {
  it("show every view, in 80 kB each", async () => {
    const top = fileURLToPath(new URL("../../../..", import.meta.url));
    const target = resolve(top, folder ?? "");
    await mkdir(target, { recursive: true });
    const { site, ...roof } = twoSides(20, {
      positions: true,
      faults: [
        { kind: "dying", inverters: [13], from: seconds("2026-05-10"), shareLeft: 0.65 },
        {
          kind: "shadow",
          inverters: [2],
          from: seconds("2020-01-01"),
          azimuthFrom: 100,
          azimuthTo: 165,
          elevationBelow: 30,
        },
        {
          kind: "recorder-outage",
          from: seconds("2026-04-12T09:00:00Z"),
          to: seconds("2026-04-13T15:00:00Z"),
        },
        { kind: "dead", inverters: [17], from: seconds("2026-05-20") },
      ],
    });
    await using served = await servedYears({ ...roof, site, from: "2023-06-01", to: "2026-05-31" });
    await summarised(served, 4);
    const browser = await startBrowser();
    const take = async (
      view: string,
      name: string,
      options: BrowserContextOptions = {},
    ): Promise<void> => {
      const [hash = "", ready = ""] = pictures[view] ?? [];
      const common = { hash, at, locale: "en-GB", viewport: { width: 1000, height: 700 } };
      await using open = await openPage(browser, served, { ...common, ...options });
      await open.page.waitForSelector(ready, { timeout: 60_000 });
      // What comes after it: fonts, and parts that are read by themselves.
      await open.page.waitForLoadState("networkidle");
      const path = `${target}/${name}.png`;
      await open.page.screenshot({ path, fullPage: true });
      expect(open.problems).toEqual([]);
      reduceColours(path);
      expect((await stat(path)).size).toBeLessThanOrEqual(80_000);
    };
    try {
      for (const view of Object.keys(pictures)) await take(view, view);
      await take("day", "day-dark", dark);
      await take("day", "day-narrow", narrow);
    } finally {
      await browser.close();
    }
  }, 600_000);
});

/** A palette makes a picture a third as large. */
function reduceColours(path: string): void {
  const { status, stderr, error } = spawnSync(
    "convert",
    [
      path,
      "+dither",
      "-colors",
      "96",
      "-define",
      "png:compression-level=9",
      "-strip",
      `PNG8:${path}`,
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) {
    throw new Error(
      `${path} could not be reduced to fewer colours: ${error?.message ?? stderr}. Install ImageMagick (Debian: apt-get install imagemagick).`,
    );
  }
}
