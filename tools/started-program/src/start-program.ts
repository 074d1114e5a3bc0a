import { type ChildProcess, spawn } from "node:child_process";

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd: string;
  /** Beside PATH: nothing else comes from the environment. @default none */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A command that runs the program, such as strace with its options. @default none */
  readonly under?: readonly string[] | undefined;
}

/** A program that was started. */
export interface StartedProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** How tests run one program. */
export interface Program {
  start(args: readonly string[], options: StartOptions): StartedProgram;
  /** Starts it, and waits for its end. */
  run(args: readonly string[], options: StartOptions): Promise<Ended>;
}

/** A program of Node by its path, with variables of the environment that each run has unless it sets them itself. */
export function programAt(
  path: string,
  environment: Readonly<Record<string, string>> = {},
): Program {
  const start = (args: readonly string[], options: StartOptions): StartedProgram =>
    startProgram(path, args, { ...options, env: { ...environment, ...options.env } });
  return { start, run: (args, options) => start(args, options).ended };
}

/** Starts a program of Node with its arguments, as a person or cron would. It is ended after two minutes. */
function startProgram(
  program: string,
  args: readonly string[],
  { cwd, env, under = [] }: StartOptions,
): StartedProgram {
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
