import type { Config } from "./config.js";

/** Why `site.time_zone` cannot be used, with what to do; undefined if it can, or is not set. */
export function timeZoneProblem({ file, site }: Pick<Config, "file" | "site">): string | undefined {
  if (site.timeZone === undefined || isTimeZone(site.timeZone)) return undefined;
  return `Config ${file}: site.time_zone is ${JSON.stringify(site.timeZone)}, which is no time zone; it should be a name such as "Europe/London" (https://en.wikipedia.org/wiki/List_of_tz_database_time_zones).`;
}

/** Whether this is a time zone, such as "Europe/London". */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The config's time zone for the footer of the archive's files; empty if it names none that there is. */
export function usableTimeZone(config: Pick<Config, "file" | "site">): {
  readonly timeZone?: string;
} {
  const { timeZone } = config.site;
  return timeZone === undefined || timeZoneProblem(config) !== undefined ? {} : { timeZone };
}
