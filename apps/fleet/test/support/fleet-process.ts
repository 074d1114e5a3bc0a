import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/envoy-fleet.cjs", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the program, such as strace with its options. */
  readonly under?: readonly string[];
}

/** Starts the built program as a person would. */
export function startFleet(
  args: readonly string[],
  { cwd, env, under = [] }: RunOptions,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const [command = "", ...rest] = [...under, process.execPath, program, ...args];
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => {
    stdout += String(data);
  });
  child.stderr.on("data", (data) => {
    stderr += String(data);
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the built program as a person would, and waits for its end. */
export function runFleet(args: readonly string[], options: RunOptions): Promise<Ended> {
  return startFleet(args, options).ended;
}
