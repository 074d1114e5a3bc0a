import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { sha256Of } from "./ledger.js";

/** What the recorder's buffer holds, by the SHA-256 of each answer. */
export interface SavedAnswers {
  readonly waiting: ReadonlySet<string>;
  readonly quarantined: ReadonlySet<string>;
  /** Quarantined answers without a reason beside them. */
  readonly withoutReason: readonly string[];
}

export function readSavedAnswers(liveBuffer: string): SavedAnswers {
  const waiting = new Set<string>();
  const quarantined = new Set<string>();
  const withoutReason: string[] = [];
  const paths = existsSync(liveBuffer)
    ? readdirSync(liveBuffer, { recursive: true, encoding: "utf8" })
    : [];
  for (const path of paths) {
    if (!/\.json(\.gz)?$/.test(path)) continue;
    const stored = readFileSync(join(liveBuffer, path));
    const sha256 = sha256Of(path.endsWith(".gz") ? gunzipSync(stored) : stored);
    const isQuarantined = path.startsWith("quarantine/");
    (isQuarantined ? quarantined : waiting).add(sha256);
    if (isQuarantined && !existsSync(join(liveBuffer, `${path}.reason.txt`))) {
      withoutReason.push(path);
    }
  }
  return { waiting, quarantined, withoutReason };
}
