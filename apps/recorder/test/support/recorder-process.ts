import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Simulator } from "@envoy/envoy-simulator";

const program = fileURLToPath(new URL("../../bin/envoy-recorder.cjs", import.meta.url));

/** An empty folder in place of the user's own, which may hold a token of the Hugging Face CLI. */
const cacheHome = mkdtempSync(join(tmpdir(), "envoy-recorder-cache-"));
process.once("exit", () => rmSync(cacheHome, { recursive: true, force: true }));

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

/** Starts the built program as cron would. */
export function startRecorder(
  args: readonly string[],
  { cwd, env, under = [] }: RunOptions,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const [command = "", ...rest] = [...under, process.execPath, program, ...args];
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env["PATH"], XDG_CACHE_HOME: cacheHome, ...env },
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

/** Runs the built program as cron would, and waits for its end. */
export function runRecorder(args: readonly string[], options: RunOptions): Promise<Ended> {
  return startRecorder(args, options).ended;
}

/** A folder with a config file for a simulator, removed at the end. */
export async function recorderFolder(
  simulator: Pick<Simulator, "host" | "port" | "token"> | undefined,
  more = "",
): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "envoy-recorder-"));
  if (simulator !== undefined) {
    const { host, port, token } = simulator;
    const envoy = `[envoy]\nip_address = "${host}"\nport = ${port}\ntoken = "${token}"\n`;
    await writeFile(join(folder, "config.toml"), envoy + more, { mode: 0o600 });
  }
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
