import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the program, such as strace with its options. */
  readonly under?: readonly string[];
}

/** Starts the built program as cron would. */
export function startFleet(
  args: readonly string[],
  { cwd, env, under = [] }: RunOptions,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const [command = "", ...rest] = [...under, process.execPath, program, ...args];
  const child = spawn(command, rest, {
    cwd,
    // All file work is done by one thread, because strace counts for each thread apart.
    env: { PATH: process.env["PATH"], UV_THREADPOOL_SIZE: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += String(data);
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, output }));
  });
  return { child, ended };
}

/** Whether strace(1) is installed: it kills the program at the N-th call of a kind. */
export const hasStrace: boolean = spawnSync("strace", ["--version"]).status === 0;

/** A command that kills the program that it runs at the N-th of these calls of the kernel. */
export function killAt(calls: string, n: number): readonly string[] {
  const options = ["-f", "-qq", "-o", "/dev/null", "-e", `trace=${calls}`];
  return ["strace", ...options, "-e", `inject=${calls}:signal=KILL:when=${n}`];
}
