import { type ProgramTime, peakBytesIn, printsPeak, timeProgram } from "@envoy/measure";

/** What a whole process took, its children included. */
export interface Cost extends ProgramTime {
  /** Of the Node process alone, in bytes. */
  readonly peakBytes: number;
}

/** Runs a Node program to its end. Rejects if it fails. */
export async function costOf(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Cost> {
  const time = await timeProgram([...printsPeak, ...args], { env });
  return { ...time, peakBytes: peakBytesIn(time.stdout) };
}

/** "1.2 million rows/s/core, 3.4 s, 5.6 s of CPU, 789 MB" */
export function rate(rows: number, { cpuSeconds, seconds, peakBytes }: Cost): string {
  const speed = (rows / cpuSeconds / 1e6).toFixed(2);
  const megabytes = (peakBytes / 1e6).toFixed(0);
  return `${speed} million rows/s/core, ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, ${megabytes} MB`;
}
