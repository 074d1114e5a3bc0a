import { EnvoyClient } from "@envoy/envoy-client";
import { WalBuffer } from "@envoy/wal-buffer";
import type { Config } from "./config.js";
import { exitCode, RecorderError } from "./exit-code.js";
import type { FlushResult } from "./flush.js";

/** The only place that builds the parts from the settings. */
export function composeClient(config: Config): EnvoyClient {
  const { host, port, protocol, token, maxResponseBytes } = config.envoy;
  try {
    return new EnvoyClient({
      host,
      protocol,
      maxResponseBytes,
      ...(port === undefined ? {} : { port }),
      ...(token === undefined ? {} : { auth: { token } }),
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new RecorderError(exitCode.config, `Config ${config.file}: envoy.ip_address: ${detail}`, {
      cause,
    });
  }
}

export function composeBuffer(config: Config, now: () => number = Date.now): WalBuffer {
  return new WalBuffer({ folder: config.liveBuffer, compression: config.compression, now });
}

/** A day of polls: from here on memory matters more than a start that is quick. */
const manyPolls = 1440;

/** Flushes. Arrow and Parquet take longer to load than a poll takes, so only a flush loads them. */
export async function composeFlush(
  config: Config,
  buffer: WalBuffer,
  signal: AbortSignal,
): Promise<FlushResult> {
  if ((await buffer.count()) > manyPolls) {
    const { keepHeapSmall } = await import("./small-heap.js");
    keepHeapSmall();
  }
  const [{ flush }, { inverterReadings }, { ParquetArchive }] = await Promise.all([
    import("./flush.js"),
    import("./inverter-readings.js"),
    import("@envoy/parquet-archive"),
  ]);
  const archive = new ParquetArchive({ folder: config.parquetArchive, table: inverterReadings });
  return flush(buffer, archive, signal);
}
