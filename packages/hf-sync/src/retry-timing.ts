/** Timeouts, too many requests, and errors of the server: a later attempt may succeed. */
const transientStatuses = new Set([408, 429, 500, 502, 503, 504]);

export function isTransientStatus(status: number): boolean {
  return transientStatuses.has(status);
}

/** The longest wait that is not asked for, in milliseconds. */
const longestWaitMs = 60_000;

/**
 * How long to wait before the next attempt, in milliseconds: as long as the answer asks
 * (`Retry-After`, or the `t` of `RateLimit`), else exponential backoff with a random part,
 * so that many clients do not come back at once. `random` is from 0 to 1.
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

/** When the Hub accepts commits again, by the words of its answer ("retry in about 1 hour"): the headers of that answer mean another limit. Undefined if it is not about commits. */
export function quotaEnd(text: string, now: number): Date | undefined {
  if (!/commit/i.test(text) || !/quota|rate.?limit|too many/i.test(text)) return undefined;
  const [, amount = "1", unit = "hour"] = /(\d+) (minute|hour)/i.exec(text) ?? [];
  const unitMs = unit.toLowerCase() === "hour" ? 3_600_000 : 60_000;
  return new Date(now + Number(amount) * unitMs);
}
