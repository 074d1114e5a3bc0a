import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const shortMinutes = new URL("short-minutes.mjs", import.meta.url).href;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Example {
  /** Waits for a condition, which may be about what it wrote so far; rejects if the example ends before. */
  until(isReached: (written: Pick<Ended, "stdout" | "stderr">) => boolean): Promise<void>;
  /** Sends it a signal, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
  /** How long it meant to wait each time, in milliseconds. */
  waits(): readonly number[];
}

/** Runs an example as its reader would, with minutes that are short. It is killed after the test. */
export function startExample(
  name: string,
  env: Readonly<Record<string, string>>,
  { args = [], cwd = emptyFolder() }: { args?: readonly string[]; cwd?: string } = {},
): Example {
  const waitsFile = join(emptyFolder(), "waits");
  const child = spawn(process.execPath, ["--import", shortMinutes, join(examples, name), ...args], {
    cwd,
    env: { PATH: process.env["PATH"], WAITS_FILE: waitsFile, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const written = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].on("data", (data) => {
      written[stream] += String(data);
    });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...written }));
  return {
    ended,
    waits: () =>
      existsSync(waitsFile) ? readFileSync(waitsFile, "utf8").trim().split("\n").map(Number) : [],
    until: async (isReached) => {
      let end: Ended | undefined;
      while (!isReached(written)) {
        if (end !== undefined) throw new Error(`The example ended: ${JSON.stringify(end)}`);
        end = await Promise.race([ended, delay(10, undefined)]);
      }
    },
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
}

/** A folder that is removed after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** How many lines a text has that are complete. */
export function lineCount(text: string): number {
  return text.split("\n").length - 1;
}
