import { decodeToken, EnvoyClient, type TokenClaims } from "@envoy/envoy-client";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { accountTokens } from "../poll/account-tokens.js";
import { gatewayOptions } from "../poll/gateway.js";
import { printLine } from "../print-line.js";
import type { Run } from "../run.js";

/** Prints the claims of the token in use, after fetching a new one with `renew`. The token itself is never printed. */
export async function token(run: Run, options: { readonly renew: boolean }): Promise<ExitCode> {
  const { envoy, file } = run.config;
  if (options.renew && envoy.token !== undefined) {
    throw new RecorderError(
      exitCode.config,
      `Config ${file}: --renew needs an [enlighten] account, and neither envoy.token nor envoy.token_file. Remove them and add [enlighten], or get a new token at https://entrez.enphaseenergy.com/entrez_tokens`,
    );
  }
  const claims =
    envoy.token === undefined ? await accountClaims(run, options.renew) : decodeToken(envoy.token);
  printLine(describe(claims, Date.now()));
  return exitCode.ok;
}

/** The claims of the Enlighten account's token, which is fetched if no good one is kept. */
async function accountClaims(run: Run, renew: boolean): Promise<TokenClaims | undefined> {
  const { enlighten, file } = run.config;
  if (enlighten === undefined) {
    const message = `Config ${file}: there is neither envoy.token nor an [enlighten] account.`;
    throw new RecorderError(exitCode.config, message);
  }
  const auth = { tokens: accountTokens(run, enlighten), renew };
  try {
    await using client = new EnvoyClient({ ...gatewayOptions(run), auth });
    await client.login({ signal: run.signal });
    return client.keptToken?.claims;
  } catch (error) {
    throw asGatewayError(error);
  }
}

function describe(claims: TokenClaims | undefined, now: number): string {
  if (claims === undefined) return "Not an Enphase token: it has no expiry date.";
  const { role = "unknown", gatewaySerial = "unknown", expiresAt } = claims;
  const days = Math.floor((expiresAt.getTime() - now) / 86_400_000);
  const left = days < 0 ? "expired" : `${days} days left`;
  return `role:    ${role}\ngateway: ${gatewaySerial}\nexpires: ${expiresAt.toISOString()} (${left})`;
}
