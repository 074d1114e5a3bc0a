import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { queryArchive } from "../support/duckdb.js";
import { hubToken, repo } from "../support/upload-site.js";
import { violations } from "./support/axe.js";
import { startBrowser } from "./support/browser.js";
import { expectedEnergy, written } from "./support/expected-energy.js";
import { plainText, plainTexts } from "./support/plain-text.js";
import { type PublishedSite, published, publishedSite } from "./support/published-page.js";
import type { OpenPage } from "./support/served-page.js";
import { serialOf } from "./support/two-sides.js";

const to = "2026-05-30";
const at = "2026-05-30T09:00:00Z";
const zone = published.timeZone;
const isPublic = "private = false\n";

let browser: Browser;
let site: PublishedSite;

beforeAll(async () => {
  browser = await startBrowser();
}, 60_000);

afterEach(async () => {
  await site?.[Symbol.asyncDispose]();
});

afterAll(async () => {
  await browser?.close();
});

async function figureOf(page: Page): Promise<string> {
  await page.waitForSelector(".figure");
  return plainText(page.locator(".figure"));
}

/** Looks at Day, Calendar and Health of the archive that is on this disk. */
async function seeAllViews({ page }: OpenPage): Promise<void> {
  const expected = await expectedEnergy(site.archive, zone);
  await page.evaluate('location.hash = "#/day/2026-05-12"');
  expect(await figureOf(page)).toBe(`${written(expected.day("2026-05-12"))} kWh`);
  expect(await plainTexts(page.locator(".inverters .value"))).toEqual(
    Array.from({ length: 6 }, (_, i) => {
      return `${written(expected.inverter("2026-05-12", serialOf(i)))} kWh`;
    }),
  );
  await page.evaluate('location.hash = "#/calendar/2026"');
  await page.waitForSelector(".calendar");
  expect(await figureOf(page)).toBe(`${written(expected.sum("2026-"))} kWh`);
  await page.evaluate('location.hash = "#/health"');
  await page.waitForSelector("main h1.answer");
  expect(await plainText(page.locator("main h1"))).toMatch(/^All well: 6 panels/);
}

describe("the page of a public dataset", () => {
  it.each([false, true])(
    "shows what DuckDB reads, and asks nobody else (storage that takes only GET: %s)",
    async (isStorageGetOnly) => {
      site = await publishedSite({ to, more: isPublic, isStorageGetOnly });
      await using open = await site.open(browser, { at });
      await seeAllViews(open);
      expect(open.problems).toEqual([]);
      const files = open.requests.filter((request) => request.redirectedFrom() !== null);
      expect(files.map((request) => new URL(request.url()).origin)).toContain(site.hub.storageUrl);
    },
    90_000,
  );

  it("may connect to the Hub and to nobody else, neither itself nor its worker", async () => {
    site = await publishedSite({ to, more: isPublic });
    await using open = await site.open(browser, { at });
    await figureOf(open.page);
    const workers = open.page.workers();
    expect(workers).toHaveLength(1);
    const asking = (url: string): string =>
      `fetch("${url}", { mode: "no-cors" }).then(() => "sent", () => "refused")`;
    const places = [
      (url: string) => open.page.evaluate<string>(asking(url)),
      ...workers.map((worker) => (url: string) => worker.evaluate<string>(asking(url))),
    ];
    for (const ask of places) {
      expect(await ask(`${site.hub.url}/api/datasets/${repo}/revision/main`)).toBe("sent");
      // The same server by another name: only the policy can refuse it.
      expect(await ask(site.hub.url.replace("127.0.0.1", "localhost"))).toBe("refused");
    }
  }, 60_000);

  it("keeps to one commit until it reads the manifest anew, whatever is uploaded meanwhile", async () => {
    site = await publishedSite({ to: "2026-05-20", more: isPublic });
    const [before] = site.hub.commits(repo);
    await using open = await site.open(browser, { at: "2026-05-20T09:00:00Z" });
    const { page, requests } = open;
    await page.evaluate('location.hash = "#/calendar/2026"');
    await figureOf(page);
    await site.upload(to);
    const [after] = site.hub.commits(repo);
    expect(after?.oid).not.toBe(before?.oid);
    const expected = await expectedEnergy(site.archive, zone);

    // April and May have not been read yet: they are as the manifest says that the page knows.
    await page.evaluate('location.hash = "#/day/2026-05-12"');
    await page.waitForSelector(".inverters");
    expect(await figureOf(page)).toBe(`${written(expected.day("2026-05-12"))} kWh`);
    const commits = (): ReadonlySet<string | undefined> =>
      new Set(requests.flatMap((request) => /\/resolve\/(\w+)\//.exec(request.url())?.[1] ?? []));
    expect([...commits()]).toEqual([before?.oid]);

    await page.clock.setFixedTime(at);
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.evaluate('location.hash = "#/day/2026-05-29"');
    const shown = `.figure:text("${written(expected.day("2026-05-29"))}")`;
    await page.waitForSelector(shown);
    await page.evaluate('location.hash = "#/calendar/2026"');
    await page.waitForSelector(`.figure:text("${written(expected.sum("2026-"))}")`);
    expect([...commits()]).toEqual([before?.oid, after?.oid]);
    expect(open.problems).toEqual([]);
  }, 90_000);
});

describe("the page of a private dataset", () => {
  it("asks for a token, which goes to the Hub alone and stays in this tab", async () => {
    site = await publishedSite({ to });
    await using open = await site.open(browser, { at });
    const { page, requests } = open;
    await page.waitForSelector("input[type=password]");
    expect(await violations(page)).toEqual([]);
    await page.fill("input[type=password]", "hf_wrong");
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=did not accept this token");
    expect(await page.evaluate("JSON.stringify(sessionStorage)")).toBe("{}");
    await page.fill("input[type=password]", hubToken);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".figure");
    await page.reload();
    await seeAllViews(open);

    expect(await page.evaluate("Object.values(sessionStorage).join()")).toBe(hubToken);
    expect(await page.evaluate("localStorage.length + document.cookie.length")).toBe(0);
    const given = new Set<string>();
    for (const request of requests) {
      expect(request.url()).not.toContain(hubToken);
      if (JSON.stringify(await request.allHeaders()).includes(hubToken)) {
        given.add(new URL(request.url()).origin);
      }
    }
    expect([...given]).toEqual([site.hub.url]);
    expect(page.url()).not.toContain(hubToken);
    // Chromium tells of each answer that is a refusal; nothing else may be wrong.
    expect(open.problems.filter((problem) => !/status of 401/.test(problem))).toEqual([]);

    await using another = await site.open(browser, { at });
    await another.page.waitForSelector("input[type=password]");
    const tab = await page.context().newPage();
    await tab.goto(site.url);
    await tab.waitForSelector("input[type=password]");
  }, 90_000);
});

describe("the page of an upload", () => {
  /** What the page has fetched of the dataset, as text: its Parquet files are read. */
  async function fetchedBy({ requests }: OpenPage): Promise<string> {
    const folder = join(site.folder, "fetched");
    await mkdir(folder);
    const texts: string[] = [];
    for (const [i, request] of requests.entries()) {
      const response = await request.response();
      if (response?.status() !== 200) continue;
      const body = await response.body();
      texts.push(body.toString("latin1"));
      if (!body.subarray(0, 4).equals(Buffer.from("PAR1"))) continue;
      const file = join(folder, String(i));
      await mkdir(file);
      await writeFile(join(file, "0.parquet"), body);
      const rows = await queryArchive(file, "SELECT DISTINCT serial_number FROM ARCHIVE");
      expect(rows).toHaveLength(6);
      texts.push(...rows.map((row) => String(row["serial_number"])));
    }
    return texts.join("\n");
  }

  it("with pseudonyms has no serial number in anything that it fetches", async () => {
    site = await publishedSite({ to, more: `${isPublic}pseudonymise_serials = true\n` });
    const { stdout } = await site.run("upload", "--pseudonyms");
    const pseudonyms = stdout.match(/\b[0-9a-f]{12,}\b/g) ?? [];
    await using open = await site.open(browser, { at, hash: "#/day/2026-05-12" });
    const expected = await expectedEnergy(site.archive, zone);
    expect(await figureOf(open.page)).toBe(`${written(expected.day("2026-05-12"))} kWh`);
    await open.page.evaluate('location.hash = "#/calendar/2026"');
    await open.page.waitForSelector(".calendar");
    await figureOf(open.page);
    const fetched = await fetchedBy(open);
    expect(pseudonyms.some((pseudonym) => fetched.includes(pseudonym))).toBe(true);
    const seen = fetched + (await open.page.content());
    for (let i = 0; i < 6; i++) expect(seen).not.toContain(serialOf(i));
    expect(open.problems).toEqual([]);
  }, 90_000);

  it.each([false, true])(
    "has names, groups and places only if they are shared: %s",
    async (isShared) => {
      site = await publishedSite({ to, more: `${isPublic}share_layout = ${isShared}\n` });
      await using open = await site.open(browser, { at, hash: "#/panels/2026-05-28" });
      await open.page.waitForSelector(".tile");
      const seen = (await fetchedBy(open)) + (await open.page.content());
      const names = ["South 1", "West 3", '"South"', '"West"'];
      expect(names.filter((name) => seen.includes(name))).toEqual(isShared ? names : []);
      expect(/"x": ?\d/.test(seen)).toBe(isShared);
      expect(open.problems).toEqual([]);
    },
    90_000,
  );
});
