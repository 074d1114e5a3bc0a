import { EnvoyError, type EnvoyErrorCode } from "@envoy/envoy-client";
import { type ExitCode, exitCode, RecorderError } from "./exit-code.js";

/** The login is wrong, and stays so until somebody sees to it. */
const refusals: ReadonlySet<EnvoyErrorCode> = new Set([
  "ERR_UNAUTHORIZED",
  "ERR_TOKEN_EXPIRED",
  "ERR_LOGIN_PASSWORD",
  "ERR_LOGIN_MULTI_FACTOR",
  "ERR_LOGIN_SERIAL",
  "ERR_LOGIN_PAUSED",
]);

/** What the recorder adds to a message of the client: the setting to look at. */
const hints: Partial<Record<EnvoyErrorCode, string>> = {
  ERR_LOGIN_PAUSED: " That is: envoy-recorder token --renew",
  ERR_TOKENS_UNSUPPORTED: " Leave [enlighten] out of the config.",
  ERR_RESPONSE_TOO_LARGE: " The limit is envoy.max_response_bytes in the config.",
  ERR_CERTIFICATE_CHANGED: " It stands in gateway-certificate.json in the folder paths.state.",
};

/** A failure of the gateway or of its login with the exit code for it; any other error as it is. */
export function asGatewayError(error: unknown): unknown {
  if (!(error instanceof EnvoyError)) return error;
  return new RecorderError(exitCodeFor(error.code), error.message + (hints[error.code] ?? ""), {
    cause: error,
  });
}

function exitCodeFor(code: EnvoyErrorCode): ExitCode {
  if (code === "ERR_TOKENS_UNSUPPORTED") return exitCode.config;
  return refusals.has(code) ? exitCode.token : exitCode.gateway;
}
