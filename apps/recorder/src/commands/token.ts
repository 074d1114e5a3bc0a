import { type EnvoyAuth, EnvoyClient, type TokenClaims } from "@envoy/envoy-client";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { accountTokens } from "../poll/account-tokens.js";
import { gatewayOptions } from "../poll/gateway.js";
import { claimsOf, refuseExpired, refuseForeign } from "../poll/token-claims.js";
import { tokenFile } from "../poll/token-file.js";
import { printLine } from "../print-line.js";
import type { Run } from "../run.js";

/** Options of {@link token}. */
export interface TokenOptions {
  /** Fetches a new token first. */
  readonly renew: boolean;
  /** Only shows what the token says; the gateway is not asked. */
  readonly offline: boolean;
}

/** Prints the claims of the token in use, and asks the gateway whether it accepts it. The token itself is never printed. */
export async function token(run: Run, options: TokenOptions): Promise<ExitCode> {
  const { envoy, enlighten, file } = run.config;
  if (envoy.token === undefined && enlighten === undefined) {
    throw configError(`Config ${file}: there is neither envoy.token nor an [enlighten] account.`);
  }
  if (options.renew && envoy.token !== undefined) {
    throw configError(
      `Config ${file}: --renew needs an [enlighten] account, and neither envoy.token nor envoy.token_file. Remove them and add [enlighten], or get a new token at https://entrez.enphaseenergy.com/entrez_tokens`,
    );
  }
  if (options.renew && options.offline) {
    throw configError("--renew asks Enphase and the gateway; leave out --offline.");
  }
  const kept = envoy.token ?? (options.offline ? await keptToken(run) : undefined);
  if (kept !== undefined) show(claimsOf(kept));
  if (!options.offline) await askGateway(run, kept, options.renew);
  return exitCode.ok;
}

/** The Enlighten account's token in the state folder. */
async function keptToken({ config }: Run): Promise<string> {
  const kept = await tokenFile(config.state).get();
  if (kept !== undefined) return kept;
  const message = "No token has been fetched yet. To fetch one: envoy-recorder token";
  throw new RecorderError(exitCode.token, message);
}

/** Asks the gateway who it is and whether it accepts the token; without one, that of the account, which is shown. */
async function askGateway(run: Run, kept: string | undefined, renew: boolean): Promise<void> {
  const call = { signal: run.signal };
  try {
    await using client = new EnvoyClient({ ...gatewayOptions(run), ...authOf(run, kept, renew) });
    const { serialNumber } = await client.info(call);
    if (kept !== undefined) refuseForeign(claimsOf(kept), serialNumber);
    await client.checkToken(call);
    const { claims } = client.keptToken ?? {};
    if (claims !== undefined) show(claims);
    printLine(`asked:   gateway ${serialNumber} accepts it`);
  } catch (error) {
    throw asGatewayError(error);
  }
}

function authOf(run: Run, kept: string | undefined, renew: boolean): { auth?: EnvoyAuth } {
  const { enlighten } = run.config;
  if (kept !== undefined) return { auth: { token: kept } };
  return enlighten === undefined ? {} : { auth: { tokens: accountTokens(run, enlighten), renew } };
}

/** Prints what a token says. Throws `RecorderError` if it has expired. */
function show(claims: TokenClaims): void {
  const { role = "unknown", gatewaySerial = "unknown", expiresAt } = claims;
  const days = Math.floor((expiresAt.getTime() - Date.now()) / 86_400_000);
  const left = days < 0 ? "expired" : `${days} days left`;
  printLine(
    `role:    ${role}\ngateway: ${gatewaySerial}\nexpires: ${expiresAt.toISOString()} (${left})`,
  );
  refuseExpired(claims, Date.now());
}

function configError(message: string): RecorderError {
  return new RecorderError(exitCode.config, message);
}
