import { decodeToken, EnvoyClient } from "@envoy/envoy-client";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { accountTokens } from "../poll/account-tokens.js";
import { gatewayOptions } from "../poll/gateway.js";
import type { Run } from "../run.js";

/** Shows what the token in use says of itself, after fetching a new one with `renew`. The token itself is never shown. */
export async function token(run: Run, options: { readonly renew: boolean }): Promise<ExitCode> {
  const { envoy, file } = run.config;
  if (options.renew && envoy.token !== undefined) {
    throw new RecorderError(
      exitCode.config,
      `Config ${file}: a token is renewed with an [enlighten] section, and without envoy.token and envoy.token_file.`,
    );
  }
  const used = envoy.token ?? (await accountToken(run, options.renew));
  process.stdout.write(`${describeToken(used, Date.now())}\n`);
  return exitCode.ok;
}

/** The token of the Enlighten account, fetched where none is kept that is good. */
async function accountToken(run: Run, renew: boolean): Promise<string> {
  const { enlighten, file } = run.config;
  if (enlighten === undefined) {
    const message = `Config ${file}: there is neither envoy.token nor an [enlighten] account.`;
    throw new RecorderError(exitCode.config, message);
  }
  const auth = { tokens: accountTokens(run, enlighten), renew };
  try {
    await using client = await EnvoyClient.connect({ ...gatewayOptions(run), auth }, run);
    if (client.keptToken !== undefined) return client.keptToken.token;
  } catch (error) {
    throw asGatewayError(error);
  }
  throw new RecorderError(
    exitCode.config,
    `Config ${file}: the gateway takes no tokens (firmware before 7); leave [enlighten] out.`,
  );
}

function describeToken(token: string, now: number): string {
  const claims = decodeToken(token);
  if (claims === undefined) return "Not an Enphase token: it has no expiry date.";
  const { role = "unknown", gatewaySerial = "unknown", expiresAt } = claims;
  const days = Math.floor((expiresAt.getTime() - now) / 86_400_000);
  const left = days < 0 ? "expired" : `${days} days left`;
  return `role:    ${role}\ngateway: ${gatewaySerial}\nends:    ${expiresAt.toISOString()} (${left})`;
}
