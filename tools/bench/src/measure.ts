import { spawn } from "node:child_process";

/** What one run of a program cost. */
export interface Cost {
  /** User and system time of the whole process, in milliseconds. */
  readonly cpuMs: number;
  /** Peak memory in megabytes (1,000,000 bytes); 0 where it was not measured. */
  readonly peakMegabytes: number;
}

/** Runs a command and measures it from bash, so that no measuring code runs within it. */
export async function costOf(
  command: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Cost> {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@" 2>/dev/null';
  const child = spawn("bash", ["-c", script, "bash", ...command], {
    cwd: options.cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += String(data);
  });
  child.stderr.on("data", (data) => {
    output += String(data);
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(output) ?? [];
  if (code !== 0 || user === undefined) {
    throw new Error(`${command.join(" ")} ended with ${code}: ${output}`);
  }
  const [, peak = "0"] = /peakMegabytes=([\d.]+)/.exec(output) ?? [];
  return { cpuMs: (Number(user) + Number(system)) * 1000, peakMegabytes: Number(peak) };
}

/** A module that makes a Node program print its peak memory when it exits. */
export const printPeak = `
process.on("exit", () => console.log("peakMegabytes=" + process.resourceUsage().maxRSS * 1024 / 1e6));
`;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The median ratio of two programs that run in turn: a machine that gets slower slows both of them. */
export async function ratioOf(
  runs: number,
  measured: () => Promise<Cost>,
  baseline: () => Promise<Cost>,
): Promise<{ readonly ratio: number; readonly cpuMs: number; readonly baselineMs: number }> {
  const pairs: { readonly a: number; readonly b: number }[] = [];
  for (let i = -1; i < runs; i++) {
    const { cpuMs: a } = await measured();
    const { cpuMs: b } = await baseline();
    // The first pair only warms up the disk cache.
    if (i >= 0) pairs.push({ a, b });
  }
  return {
    ratio: median(pairs.map(({ a, b }) => a / b)),
    cpuMs: median(pairs.map(({ a }) => a)),
    baselineMs: median(pairs.map(({ b }) => b)),
  };
}
