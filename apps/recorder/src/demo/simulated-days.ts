import { join } from "node:path";
import { EnvoyClient } from "@envoy/envoy-client";
import { createSite, startSimulator } from "@envoy/envoy-simulator";
import { WalBuffer } from "@envoy/wal-buffer";
import { archivePolls } from "../flush/archive-polls.js";
import { flushStatus } from "../flush/due.js";
import type { SiteArchives } from "../flush/merge-contents.js";
import { poll } from "../poll/poll.js";
import { printLine } from "../print-line.js";
import { demoTimeZone } from "./demo-config.js";

/** Two days across the end of a month, so that the archive gets two partitions. */
const firstDay = Date.UTC(2026, 4, 31) / 1000;
const lastSecond = firstDay + 2 * 86_400;
const pollEverySeconds = 300;
const flushEveryMinutes = 240;

/** Records two days of a simulated gateway: real HTTPS, real files, a simulated clock. Returns the inverters' serial numbers. */
export async function recordTwoDays(
  folder: string,
  archives: SiteArchives,
  signal: AbortSignal,
): Promise<readonly string[]> {
  let now = firstDay;
  const site = createSite({ since: firstDay - 30 * 86_400, timeZone: demoTimeZone });
  await using simulator = await startSimulator({ site, now: () => now });
  const { host, port, token } = simulator;
  await using client = new EnvoyClient({ host, port, auth: { token } });
  const buffer = new WalBuffer({ folder: join(folder, "live_buffer"), now: () => now * 1000 });
  printLine(
    `A simulated gateway with 10 inverters (one of them dead) answers at https://${host}:${port}.`,
  );
  printLine(
    `Recording two days, a poll every ${pollEverySeconds / 60} minutes, on a simulated clock ...`,
  );
  const started = performance.now();
  let polls = 0;
  let flushes = 0;
  let rows = 0;
  for (; now <= lastSecond; now += pollEverySeconds) {
    for await (const _ of poll(client, buffer, { compression: "none", signal })) polls++;
    if (now === lastSecond || (await flushStatus(buffer, flushEveryMinutes)).kind === "due") {
      rows += (await archivePolls(buffer, archives, { signal })).rowsAdded;
      flushes++;
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  printLine(
    `${polls} polls saved and ${flushes} flushes done in ${seconds} s: ${rows} readings archived.`,
  );
  printLine();
  return site.invertersAt(lastSecond).map(({ serialNumber }) => serialNumber);
}
