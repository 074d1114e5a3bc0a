/** Times in milliseconds. */
interface TimeLimits {
  readonly connectTimeoutMs: number;
  readonly timeoutMs: number;
  readonly retryDelayMs: number;
}

/** The longest delay that Node's timers take, 24.8 days; they take a longer one for 1 ms. */
const longestDelayMs = 2 ** 31 - 1;

/** The times among the options of a client, with their defaults. Throws `TypeError` if one is not a number from 0 up. */
export function timeLimitsOf(options: Partial<TimeLimits>): TimeLimits {
  const { connectTimeoutMs = 10_000, timeoutMs = 50_000, retryDelayMs = 5_000 } = options;
  return {
    connectTimeoutMs: checked("connectTimeoutMs", connectTimeoutMs),
    timeoutMs: checked("timeoutMs", timeoutMs),
    retryDelayMs: checked("retryDelayMs", retryDelayMs),
  };
}

function checked(name: string, ms: number): number {
  if (ms >= 0) return Math.min(ms, longestDelayMs);
  throw new TypeError(`${name} should be a number of milliseconds from 0 up, is ${String(ms)}`);
}
