import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSite, type SimulatedSite, sitePage } from "@envoy/envoy-simulator";

/** The pages of a poll, by the label of their entry. */
const pages: Readonly<Record<string, string>> = {
  "": "/ivp/pdm/device_data",
  ".meters": "/ivp/meters/readings",
  ".batteries": "/ivp/ensemble/inventory",
  ".battery-power": "/ivp/ensemble/power",
};

/** A site with meters on three phases and two batteries. */
const meteredSite: SimulatedSite = createSite({
  phases: 3,
  meters: "enabled",
  batteries: 2,
  since: Date.UTC(2026, 0, 1) / 1000,
});

/** Writes so many polls of a site with meters on three phases and two batteries, one every `everySeconds`, as they wait in `incoming`. Returns the texts of each page, by its label. */
export async function writeMeteredPolls(
  folder: string,
  polls: number,
  start: number,
  everySeconds = 60,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const incoming = join(folder, "data/live_buffer/incoming");
  await mkdir(incoming, { recursive: true });
  const texts = new Map(Object.keys(pages).map((label) => [label, [] as string[]]));
  for (let poll = 0; poll < polls; poll++) {
    const unixSeconds = start + poll * everySeconds;
    const source = { site: meteredSite, unixSeconds, serialNumber: "122000000001" };
    for (const [i, [label, path]] of Object.entries(pages).entries()) {
      const text = sitePage(path, { ...source, login: "token" }) ?? "";
      texts.get(label)?.push(text);
      // One page is asked for after the other.
      await writeFile(join(incoming, `${unixSeconds + i}${label}.json`), text);
    }
  }
  return texts;
}
