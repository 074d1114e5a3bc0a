/** Arguments of Node by which a program prints its peak memory when it ends. */
export const printsPeak: readonly string[] = [
  "--import",
  'data:text/javascript,process.on("exit",()=>console.log("peak",process.resourceUsage().maxRSS))',
];

/** The peak memory that a program printed, in bytes; NaN if it did not. */
export function peakBytesIn(stdout: string): number {
  const [, kilobytes] = /peak (\d+)/.exec(stdout) ?? [];
  return Number(kilobytes) * 1024;
}
