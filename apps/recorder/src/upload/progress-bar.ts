import type { UploadProgress } from "@envoy/hf-sync";

const width = 24;

/** A bar on a terminal that shows the progress of an upload; undefined without a terminal, as under cron. */
export function progressBar(
  stream: NodeJS.WriteStream = process.stderr,
): { readonly onProgress: (event: UploadProgress) => void; readonly end: () => void } | undefined {
  if (!stream.isTTY) return undefined;
  return {
    onProgress: ({ path, state, fraction }) => {
      const full = Math.round(fraction * width);
      const bar = "█".repeat(full) + "░".repeat(width - full);
      stream.write(
        `\r\x1b[K${bar} ${String(Math.round(fraction * 100)).padStart(3)} % ${state} ${path}`,
      );
    },
    end: () => void stream.write("\r\x1b[K"),
  };
}
