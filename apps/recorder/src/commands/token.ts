import { decodeToken } from "@envoy/envoy-client";
import type { Logger } from "@logtape/logtape";
import { gatewayOptions } from "../compose.js";
import type { Config } from "../config.js";
import { type ExitCode, exitCode, RecorderError } from "../exit-code.js";
import { asGatewayError } from "../gateway-error.js";
import { keptToken } from "../kept-token.js";

/** Shows what the token in use says of itself, and with `renew` fetches a new one first. The token itself is never shown. */
export async function token(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
  options: { readonly renew: boolean },
): Promise<ExitCode> {
  const { enlighten, envoy } = config;
  if (enlighten === undefined && envoy.token === undefined) {
    const message = `Config ${config.file}: there is neither envoy.token nor an [enlighten] account.`;
    throw new RecorderError(exitCode.config, message);
  }
  if (options.renew && (enlighten === undefined || envoy.token !== undefined)) {
    throw new RecorderError(
      exitCode.config,
      `Config ${config.file}: a token is renewed with an [enlighten] section, and without envoy.token and envoy.token_file.`,
    );
  }
  const used = envoy.token ?? (await fetched(config, logger, signal, options.renew));
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

async function fetched(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
  renew: boolean,
): Promise<string> {
  const kept = await keptToken(config, gatewayOptions(config, logger), signal, { renew }).catch(
    (error: unknown) => {
      throw asGatewayError(error);
    },
  );
  if (kept.warning !== undefined) logger.warning`${kept.warning}`;
  return kept.token;
}
