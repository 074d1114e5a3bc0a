import { join } from "node:path";
import type { EnvoyError } from "@envoy/envoy-client";
import type { Run } from "../run.js";
import { isNews } from "../state/news.js";
import { isWithin } from "../state/noted-time.js";
import { readStateFields, removeState, writeStateFields } from "../state/state-file.js";
import { isTerminal } from "../terminal.js";

const hour = 3600;

/** When each kind of failure of each page was last logged; there is no such file while all are well. */
const pageOutagePath = (state: string): string => join(state, "page-outage.json");

/** Logs that a page beside the inverters' was not saved: at the beginning, then once an hour. */
export async function logFailedPage(
  run: Run,
  label: string,
  { code, status, message: reason }: EnvoyError,
): Promise<void> {
  const message = `The gateway's ${label} page was not saved: ${reason} The inverters' readings were.`;
  const isNew = await isNews(
    pageOutagePath(run.config.state),
    `${label}: ${code} ${status ?? ""}`,
    hour,
  );
  if (isNew || isTerminal()) run.logger.warning("page_failed", message);
  else run.logger.debug("page_failed", message);
}

/** The labels of the pages that have failed lately, by the log's own notes; `now` in seconds since 1970. */
export async function failingPages(state: string, now: number): Promise<readonly string[]> {
  const noted = Object.entries(await readStateFields(pageOutagePath(state)));
  const labels = noted
    // An outage that goes on is noted each hour.
    .filter(([, at]) => typeof at === "number" && isWithin(at, 2 * hour, now))
    .map(([what]) => what.replace(/: .*/s, ""));
  return [...new Set(labels)].sort();
}

/** Notes that a page was saved, and logs it if the one before was not. */
export async function endPageOutage({ config, logger }: Run, label: string): Promise<void> {
  const path = pageOutagePath(config.state);
  const noted = Object.entries(await readStateFields(path));
  const others = noted.filter(([what]) => !what.startsWith(`${label}: `));
  if (others.length === noted.length) return;
  const note =
    others.length === 0 ? removeState(path) : writeStateFields(path, Object.fromEntries(others));
  await note.catch(() => undefined);
  logger.warning("page_back", `The gateway's ${label} page is saved again.`);
}
