import { decodeToken } from "@envoy/envoy-client";
import type { Logger } from "@logtape/logtape";
import { enlightenToken } from "../compose.js";
import type { Config } from "../config/config.js";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";

/** Shows what the token in use says of itself, and with `renew` fetches a new one first. The token itself is never shown. */
export async function token(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
  options: { readonly renew: boolean },
): Promise<ExitCode> {
  const { envoy } = config;
  if (options.renew && envoy.token !== undefined) {
    throw new RecorderError(
      exitCode.config,
      `Config ${config.file}: a token is renewed with an [enlighten] section, and without envoy.token and envoy.token_file.`,
    );
  }
  const used = envoy.token ?? (await enlightenToken(config, logger, signal, options));
  if (used === undefined) {
    const message = `Config ${config.file}: there is neither envoy.token nor an [enlighten] account.`;
    throw new RecorderError(exitCode.config, message);
  }
  const claims = decodeToken(used);
  if (claims === undefined) {
    process.stdout.write("The token is none of Enphase's: it names no end.\n");
    return exitCode.ok;
  }
  const { role = "unknown", gatewaySerial = "unknown", expiresAt } = claims;
  const days = Math.floor((expiresAt.getTime() - Date.now()) / 86_400_000);
  const left = days < 0 ? "expired" : `${days} days left`;
  process.stdout.write(
    `role:    ${role}\ngateway: ${gatewaySerial}\nends:    ${expiresAt.toISOString()} (${left})\n`,
  );
  return exitCode.ok;
}
