import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { peakBytesIn, printsPeak } from "@envoy/measure";

const run = promisify(execFile);

/** What a whole process took, its children included. */
export interface Cost {
  /** User and system time. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** Of the Node process alone, in bytes. */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Runs a Node program to its end. Rejects if it fails. */
export async function costOf(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Cost> {
  // Bash does the accounting, so that nothing of the measuring runs in the process.
  const script = 'TIMEFORMAT="cost %R %U %S"; time "$@"';
  const node = [process.execPath, ...printsPeak, ...args];
  const { stdout, stderr } = await run("bash", ["-c", script, "bash", ...node], {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    maxBuffer: 64 * 2 ** 20,
  });
  const [, real, user, system] = /cost ([\d.]+) ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  return {
    cpuSeconds: Number(user) + Number(system),
    seconds: Number(real),
    peakBytes: peakBytesIn(stdout),
    stdout,
  };
}

/** "1.2 million rows/s/core, 3.4 s, 5.6 s of CPU, 789 MB" */
export function rate(rows: number, { cpuSeconds, seconds, peakBytes }: Cost): string {
  const speed = (rows / cpuSeconds / 1e6).toFixed(2);
  const megabytes = (peakBytes / 1e6).toFixed(0);
  return `${speed} million rows/s/core, ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, ${megabytes} MB`;
}
