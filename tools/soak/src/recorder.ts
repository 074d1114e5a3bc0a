import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(
  new URL("../../../apps/recorder/bin/envoy-recorder.cjs", import.meta.url),
);
const shiftedClock = new URL("shifted-clock.js", import.meta.url).href;

/** How one run of the recorder is started. */
export interface RunOptions {
  readonly folder: string;
  /** Of its clock, in milliseconds. */
  readonly clockShiftMs: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with all that it has written so far, as it writes. */
  readonly onOutput?: (stderr: string) => void;
}

/** How a run ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A run of the built program, as cron would start it. */
export class RecorderRun {
  readonly ended: Promise<Ended>;
  /** The signals that were sent to it. */
  readonly signals: Set<NodeJS.Signals> = new Set();
  readonly #child: ChildProcess;
  #isRunning = true;

  constructor(args: readonly string[], options: RunOptions) {
    const { folder, clockShiftMs, env, onOutput } = options;
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        NODE_OPTIONS: `--import=${shiftedClock}`,
        SOAK_CLOCK_SHIFT_MS: String(Math.round(clockShiftMs)),
        ...env,
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += String(data);
      onOutput?.(stderr);
    });
    this.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        this.#isRunning = false;
        resolve({ code, signal, stderr });
      });
    });
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.#isRunning) return;
    this.signals.add(signal);
    this.#child.kill(signal);
  }
}
