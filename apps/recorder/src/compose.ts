import { EnvoyClient, type GatewayClientOptions } from "@envoy/envoy-client";
import type { ParquetArchive } from "@envoy/parquet-archive";
import { WalBuffer } from "@envoy/wal-buffer";
import type { Logger } from "@logtape/logtape";
import type { Config } from "./config/config.js";
import { exitCode, RecorderError } from "./errors/exit-code.js";
import { asGatewayError } from "./errors/gateway-error.js";
import type { FlushResult } from "./flush/flush.js";
import { fingerprintFile } from "./poll/fingerprints.js";
import { compileWasmOnce } from "./wasm-flags.js";

/** The only place that builds the parts from the settings. */
export async function composeClient(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
): Promise<EnvoyClient> {
  const token = config.envoy.token ?? (await enlightenToken(config, logger, signal));
  return new EnvoyClient({
    ...gatewayOptions(config, logger),
    ...(token === undefined ? {} : { auth: { token } }),
  });
}

/** How the gateway is reached, without a login. */
function gatewayOptions(config: Config, logger: Logger): GatewayClientOptions {
  const { host, port, protocol, tls, maxResponseBytes } = config.envoy;
  if (host === "" || /[/?#@\s]/.test(host)) {
    const message = `Config ${config.file}: envoy.ip_address should be an address or a host name, is ${JSON.stringify(host)}`;
    throw new RecorderError(exitCode.config, message);
  }
  return {
    host,
    protocol,
    maxResponseBytes,
    tls,
    fingerprints: fingerprintFile(config.state, (error) => {
      const detail = error instanceof Error ? error.message : String(error);
      logger.warning`${`The fingerprint of the gateway's certificate could not be kept: ${detail}`}`;
    }),
    onCertificateChange: ({ origin, before, now }) => {
      logger.warning`${`The certificate of ${origin} is another than before (was ${before}, is ${now}). Gateways replace theirs about once a year; if nothing of the sort happened, somebody may be playing the gateway.`}`;
    },
    ...(port === undefined ? {} : { port }),
  };
}

/** A token that is kept and renewed, where the config names an account. */
export async function enlightenToken(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
  options: { readonly renew?: boolean } = {},
): Promise<string | undefined> {
  if (config.enlighten === undefined) return undefined;
  const { keptToken } = await import("./poll/kept-token.js");
  const gateway = gatewayOptions(config, logger);
  const kept = await keptToken(config, gateway, signal, options).catch((error: unknown) => {
    throw asGatewayError(error);
  });
  if (kept.warning !== undefined) logger.warning`${kept.warning}`;
  return kept.token;
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
  // Before the names of all are held: a heap that has grown does not shrink.
  if ((await buffer.count()) > manyPolls) {
    const { keepHeapSmall } = await import("./flush/small-heap.js");
    keepHeapSmall();
  }
  const archive = await composeArchive(config);
  const { flush } = await import("./flush/flush.js");
  return flush(buffer, archive, signal);
}

export async function composeArchive(config: Config): Promise<ParquetArchive> {
  // Parquet is WebAssembly.
  compileWasmOnce();
  const [{ inverterReadings }, { ParquetArchive: Archive }] = await Promise.all([
    import("./readings/inverter-readings.js"),
    import("@envoy/parquet-archive"),
  ]);
  return new Archive({ folder: config.parquetArchive, table: inverterReadings });
}
