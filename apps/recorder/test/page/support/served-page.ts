import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { SiteOptions } from "@envoy/envoy-simulator";
import type { Browser, BrowserContextOptions, Page, Request } from "playwright-core";
import { type ServedSite, servedSite } from "../../support/served-site.js";
import { simulateYears } from "./simulated-years.js";

const builtPage = fileURLToPath(new URL("../../../bundle/page", import.meta.url));

/** Which readings are served: those of a simulated site between two dates, or what `prepare` writes. */
export interface ServedYears extends SiteOptions {
  readonly from: string;
  /** The date after the last one. */
  readonly to: string;
  /** Lines of the config below `[site]`. */
  readonly site?: string;
}

/** A `serve` of the built page, on an archive of simulated years. */
export function servedYears({ from, to, site = "", ...options }: ServedYears): Promise<ServedSite> {
  const { timeZone = "UTC" } = options;
  return servedSite({
    times: [],
    config: `[site]\ntime_zone = "${timeZone}"\n${site}`,
    args: ["--page", builtPage],
    prepare: async (folder) => {
      if (from < to) {
        await simulateYears(`${folder}/data/parquet_archive`, { from, to, ...options });
      }
    },
  });
}

/** Waits until the server has summed up the days of so many years. Those of silence after the last reading may be of another one. */
export async function summarised(site: ServedSite, years: number): Promise<void> {
  let found = 0;
  for (let tries = 0; tries < 300; tries++) {
    const { tables } = await site.manifest();
    found = tables["daily_summary"]?.files.length ?? 0;
    if (found >= years) return;
    await sleep(100);
  }
  throw new Error(
    `serve has made a daily summary of ${found} years, not of ${years}: ${site.output()}`,
  );
}

/** A page of the browser that has gone to an address, and what went wrong in it. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors in the console, violations of the policy, and requests to anybody else. */
  readonly problems: readonly string[];
  /** All requests so far. */
  readonly requests: readonly Request[];
}

/** Opens an address of the page when the viewer's clock shows a moment (ISO 8601). */
export async function openPage(
  browser: Browser,
  site: Pick<ServedSite, "url">,
  {
    hash = "",
    at,
    origins = [],
    ...options
  }: BrowserContextOptions & {
    readonly hash?: string;
    readonly at?: string;
    /** Where it may read beside its own. */
    readonly origins?: readonly string[];
  } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: Request[] = [];
  const known = [site.url, ...origins.map((origin) => `${origin}/`)];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    // The page made it itself, and asks nobody for it.
    if (request.url().startsWith("blob:")) return;
    requests.push(request);
    if (!known.some((origin) => request.url().startsWith(origin)))
      problems.push(`A request to ${request.url()}`);
  });
  if (at !== undefined) await page.clock.setFixedTime(at);
  await page.goto(site.url + hash);
  return { page, problems, requests, [Symbol.asyncDispose]: () => context.close() };
}
