import { createHash } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { fleetColumns, sequenceColumn } from "@envoy/fleet-engine";
import { defaultShards, monthEnd } from "@envoy/fleet-table";
import type { LandingMonth, WrittenFiles } from "./write-gateway.js";

/** Options of {@link generateLanding}. */
export interface GenerateLandingOptions {
  /** Made if missing. Other months and gateways in it stay. */
  readonly folder: string;
  /** How many gateways get a file, from number 0 on: the same ones at each call with the same seed. */
  readonly gateways: number;
  /** Such as "2026-06", in UTC. */
  readonly month: string;
  /** Only the days before this one, such as 30 for the first 29. @default all days of the month */
  readonly beforeDay?: number;
  /** @default that which a first pull would choose */
  readonly shards?: number;
  /** @default 1 */
  readonly seed?: number;
  /** The sequence of gateway 0. One that was used is not used again. @default 1 */
  readonly firstSequence?: number;
  /** How many threads simulate. @default one for each core */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/**
 * Writes simulated gateways straight into a landing, one file each, as a pull leaves it; a gateway's file of the month
 * replaces the one before. Rejects with Node's system errors, or with the signal's reason.
 */
export async function generateLanding(options: GenerateLandingOptions): Promise<WrittenFiles> {
  const { folder, gateways, month, beforeDay, seed = 1, firstSequence = 1, signal } = options;
  const { shards = defaultShards(gateways), threads = cpus().length } = options;
  const from = Date.parse(`${month}-01T00:00:00Z`) / 1000;
  const end = monthEnd(month) / 1000;
  const to = beforeDay === undefined ? end : Math.min(end, from + (beforeDay - 1) * 86_400);
  await mkdir(join(folder, "sources"), { recursive: true });
  await chmod(folder, 0o700);
  const key = createHash("sha256").update(`key ${seed}`).digest("hex");
  await writeFile(join(folder, "pseudonym-key.txt"), `${key}\n`, { mode: 0o600 });
  await writeFile(join(folder, "sequence"), `${firstSequence + gateways}\n`);
  await writeFile(join(folder, "landing.json"), `${JSON.stringify({ version: 1, shards })}\n`);
  const columns = [...fleetColumns.map(({ name }) => name), sequenceColumn];
  const landing: LandingMonth = { folder, month, from, to, shards, seed, firstSequence, columns };
  let next = 0;
  const takeNext = (): number | undefined => (next < gateways ? next++ : undefined);
  const written = await Promise.all(
    Array.from({ length: Math.min(threads, gateways) }, () => runWorker(landing, takeNext, signal)),
  );
  return written.reduce(sum, nothing);
}

const nothing: WrittenFiles = { files: 0, rows: 0, bytes: 0 };

function sum(a: WrittenFiles, b: WrittenFiles): WrittenFiles {
  return { files: a.files + b.files, rows: a.rows + b.rows, bytes: a.bytes + b.bytes };
}

/** Gives a worker one gateway after another until there are no more. The same file is its code in `src` and in `dist`. */
async function runWorker(
  landing: LandingMonth,
  takeNext: () => number | undefined,
  signal: AbortSignal | undefined,
): Promise<WrittenFiles> {
  signal?.throwIfAborted();
  const code = new URL("../../dist/landing/landing-worker.js", import.meta.url);
  const worker = new Worker(code, { workerData: landing });
  let stop = (): void => undefined;
  try {
    return await new Promise((resolve, reject) => {
      let all = nothing;
      const goOn = (): void => {
        const index = takeNext();
        if (index === undefined) resolve(all);
        else worker.postMessage(index);
      };
      worker.on("message", (written: WrittenFiles) => {
        all = sum(all, written);
        goOn();
      });
      worker.on("error", reject);
      stop = () => reject(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      goOn();
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    await worker.terminate();
  }
}
