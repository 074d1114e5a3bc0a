import type { Config } from "../config/config.js";
import { isLocked, lockHolder } from "../state/process-lock.js";
import { ago } from "./ago.js";
import { type Finding, ok, warn } from "./finding.js";

/** A flush of a long backlog, or a rewrite, takes minutes on a small machine. */
const longSeconds = 3600;

/** Whether another run holds a lock, and whether it should have ended; `now` in milliseconds since 1970. */
export async function lockFinding(config: Config, now: number): Promise<Finding> {
  const locks = [
    ["flushing", config.liveBuffer, "flush"],
    ["flushing", config.parquetArchive, "flush"],
    ["uploading", config.state, "upload"],
  ] as const;
  for (const [doing, folder, purpose] of locks) {
    if (!(await isLocked(folder, purpose))) continue;
    const holder = await lockHolder(folder, purpose);
    if (holder === undefined) return ok(`another run is ${doing}`);
    const seconds = Math.max(0, Math.floor((now - holder.since) / 1000));
    const message = `process ${holder.pid} is ${doing}, started ${ago(seconds)}`;
    return seconds < longSeconds
      ? ok(message)
      : warn(message, `Flushes wait for it, polls do not. If it hangs: kill ${holder.pid}`);
  }
  return ok("free");
}
