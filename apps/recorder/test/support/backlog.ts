import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSite, deviceDataPage } from "@envoy/envoy-simulator";

/** Writes so many polls of a simulated site, one a minute, as they wait in `incoming`, and returns their texts. */
export async function writeBacklog(
  folder: string,
  polls: number,
  start: number = Date.UTC(2026, 5, 1, 8) / 1000,
): Promise<readonly string[]> {
  return writePolls(join(folder, "data/live_buffer/incoming"), polls, start);
}

/** Writes so many polls of a simulated site, one a minute, into a folder, and returns their texts. */
export async function writePolls(
  folder: string,
  polls: number,
  start: number,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const site = createSite({ since: start - (start % 86_400) - 86_400 });
  const texts: string[] = [];
  for (let i = 0; i < polls; i++) {
    const seconds = start + 60 * i;
    const text = deviceDataPage(site.invertersAt(seconds));
    texts.push(text);
    await writeFile(join(folder, `${seconds}.json`), text);
  }
  return texts;
}

/** Makes the polls look an hour older, so that the next run finds a flush due. */
export async function ageIncoming(buffer: string): Promise<void> {
  const incoming = join(buffer, "incoming");
  for (const name of await readdir(incoming)) {
    const seconds = Number.parseInt(name, 10) - 3600;
    await rename(join(incoming, name), join(incoming, name.replace(/^\d+/, String(seconds))));
  }
}
