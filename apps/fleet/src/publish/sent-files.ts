import type { UploadProgress } from "@envoy/hf-sync";

/** A line about progress after so many milliseconds. */
const lineAfterMs = 30_000;

/** Counts the files that were sent, and reports how many there are from time to time. */
export function sentFiles(
  report: (files: number) => void,
  now: () => number = Date.now,
): (event: UploadProgress) => void {
  const sent = new Set<string>();
  let reported = now();
  return ({ path, state, fraction }) => {
    if (state !== "uploading" || fraction < 1 || sent.has(path)) return;
    sent.add(path);
    if (now() - reported < lineAfterMs) return;
    reported = now();
    report(sent.size);
  };
}
