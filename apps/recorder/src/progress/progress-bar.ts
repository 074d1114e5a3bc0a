/** A bar on a terminal. */
export interface ProgressBar {
  /** Shows how far the work is, from 0 to 1, and a few words about it. */
  show(fraction: number, text: string): void;
  /** Removes the bar. To be called before anything else is printed or logged. */
  end(): void;
}

/** Options of {@link progressBar}. */
export interface ProgressBarOptions {
  /** @default standard error */
  readonly stream?: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">;
  /** The clock, in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** Work that takes less than this has no bar. */
const quietMs = 1000;

const betweenDrawsMs = 100;

/** Goes to the first column and clears the line. */
const clear = "\r\x1b[K";

/** A bar for work that takes longer than a second; undefined without a terminal that can show it, as under cron. */
export function progressBar(options: ProgressBarOptions = {}): ProgressBar | undefined {
  const { stream = process.stderr, now = () => performance.now() } = options;
  if (!stream.isTTY || process.env["TERM"] === "dumb") return undefined;
  const begun = now();
  let drawnAt: number | undefined;
  return {
    show: (fraction, text) => {
      const time = now();
      if (time - begun < quietMs) return;
      if (drawnAt !== undefined && time - drawnAt < betweenDrawsMs) return;
      drawnAt = time;
      // A terminal that does not know its width says 0.
      stream.write(clear + progressLine(fraction, text, stream.columns || 80));
    },
    end: () => {
      if (drawnAt !== undefined) stream.write(clear);
      drawnAt = undefined;
    },
  };
}

/** The bar and its text, cut so that it leaves the last column of the terminal free: a wrapped line could not be cleared. */
export function progressLine(fraction: number, text: string, columns: number): string {
  const width = Math.min(24, Math.floor(columns / 4));
  const done = Math.min(Math.max(fraction, 0), 1);
  const full = Math.round(done * width);
  const bar = "█".repeat(full) + "░".repeat(width - full);
  // Only what is all done is 100 %.
  const percent = String(Math.floor(done * 100)).padStart(3);
  const line = `${bar} ${percent} % ${text}`;
  if (line.length < columns) return line;
  return columns < 2 ? "" : `${line.slice(0, columns - 2)}…`;
}
