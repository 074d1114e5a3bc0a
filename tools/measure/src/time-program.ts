import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where a program runs, and what it has of the environment besides PATH and HOME. */
export interface ProgramPlace {
  readonly cwd?: string;
  /** @default none */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a whole process took, its children included. */
export interface ProgramTime {
  /** User and system time. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly stdout: string;
}

/** Runs a Node program to its end. No setting of the program, and nothing of npm's, comes from the environment. Rejects if it fails. */
export async function timeProgram(
  args: readonly string[],
  { cwd, env }: ProgramPlace = {},
): Promise<ProgramTime> {
  // Bash does the accounting, so that nothing of the measuring runs in the process.
  const script = 'TIMEFORMAT="took %R %U %S"; time "$@"';
  const { stdout, stderr } = await run("bash", ["-c", script, "bash", process.execPath, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    maxBuffer: 64 * 2 ** 20,
  });
  const [, real, user, system] = /took ([\d.]+) ([\d.]+) ([\d.]+)\n$/.exec(stderr) ?? [];
  return { cpuSeconds: Number(user) + Number(system), seconds: Number(real), stdout };
}
