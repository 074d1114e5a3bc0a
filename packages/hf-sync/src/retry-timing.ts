/** Answers that a later try may not get: too slow, too many, or a fault of the server. */
export function isPassingStatus(status: number): boolean {
  return [408, 429, 500, 502, 503, 504].includes(status);
}

/** The most that one wait takes, in milliseconds. */
const longestWaitMs = 60_000;

/**
 * How long to wait before the next try, in milliseconds: as the answer asks
 * (`Retry-After`, or the `t` of `RateLimit`), else twice as long each time, between half
 * and all of it by chance, so that many clients do not come back at once.
 */
export function retryDelayMs(
  attempt: number,
  headers: Headers | undefined,
  now: number,
  random: number,
): number {
  const asked = askedDelayMs(headers, now);
  if (asked !== undefined) return Math.max(0, asked);
  return Math.min(longestWaitMs, 1000 * 2 ** attempt) * (0.5 + random / 2);
}

function askedDelayMs(headers: Headers | undefined, now: number): number | undefined {
  const after = headers?.get("retry-after");
  if (after !== null && after !== undefined) {
    if (/^\d+$/.test(after)) return Number(after) * 1000;
    const date = Date.parse(after);
    if (!Number.isNaN(date)) return date - now;
  }
  const [, reset] = /(?:^|[;,\s])t=(\d+)/.exec(headers?.get("ratelimit") ?? "") ?? [];
  return reset === undefined ? undefined : Number(reset) * 1000;
}

/** When the Hub takes commits again, by its words ("retry in about 1 hour"): the headers of that answer say something else. */
export function quotaEnd(text: string, now: number): Date | undefined {
  if (!/commit/i.test(text) || !/quota|rate.?limit|too many/i.test(text)) return undefined;
  const [, amount = "1", unit = "hour"] = /(\d+) (minute|hour)/i.exec(text) ?? [];
  const unitMs = unit.toLowerCase() === "hour" ? 3_600_000 : 60_000;
  return new Date(now + Number(amount) * unitMs);
}
