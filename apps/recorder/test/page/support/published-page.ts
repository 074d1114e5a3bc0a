import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHubEmulator } from "@envoy/hub-emulator";
import type { Browser } from "playwright-core";
import { hubToken, repo, UploadSite } from "../../support/upload-site.js";
import { type OpenPage, openPage } from "./served-page.js";
import { simulateYears } from "./simulated-years.js";
import { twoSides } from "./two-sides.js";

/** What the published page is about: a roof of two sides, from one local day to another, the last one excluded. */
export const published = { ...twoSides(6, { faults: [], positions: true }), from: "2026-04-20" };

/** A recorder's folder whose archive is in a dataset of an emulated Hub, and whose page is in a Space. */
export class PublishedSite extends UploadSite implements AsyncDisposable {
  /** The origin of the Space. */
  url = "";

  get archive(): string {
    return join(this.folder, "data/parquet_archive");
  }

  get summary(): string {
    return join(this.folder, "data/tables/daily_summary");
  }

  /** Records up to a local day, the last one excluded, and uploads that, as the program does. */
  async upload(to: string): Promise<void> {
    await simulateYears(this.archive, { ...published, to });
    await this.succeed("flush", "--force");
    await this.succeed("upload");
  }

  /** Opens the Space in a browser. All servers of the Hub are no strangers. */
  open(
    browser: Browser,
    options: Omit<Parameters<typeof openPage>[2], "origins"> = {},
  ): Promise<OpenPage> {
    const origins = [this.hub.url, this.hub.storageUrl];
    return openPage(browser, this, { ...options, origins });
  }

  async succeed(...args: string[]): Promise<void> {
    const { code, stdout, stderr } = await this.run(...args);
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hub.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Uploads and publishes with `more` in the section `[hugging_face]`. */
export async function publishedSite({
  to,
  more = "",
  isStorageGetOnly = false,
}: {
  readonly to: string;
  readonly more?: string;
  readonly isStorageGetOnly?: boolean;
}): Promise<PublishedSite> {
  const folder = await mkdtemp(join(tmpdir(), "published-"));
  const hub = await startHubEmulator({
    folder: join(folder, "hub"),
    token: hubToken,
    isStorageGetOnly,
  });
  const site = new PublishedSite(folder, hub);
  await site.configure(`${more}\n[site]\ntime_zone = "${published.timeZone}"\n${published.site}`);
  await site.upload(to);
  await site.succeed("publish-page", "--yes");
  site.url = `${await hub.spacePage(`spaces/${repo}`)}/`;
  return site;
}
