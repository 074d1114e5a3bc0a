import { EnvoyError, type EnvoyErrorCode } from "@envoy/envoy-client";
import { type ExitCode, exitCode, RecorderError } from "./exit-code.js";

/** Errors that last until a person changes something; all others are the gateway's. */
const codes: Partial<Record<EnvoyErrorCode, ExitCode>> = {
  ERR_UNAUTHORIZED: exitCode.token,
  ERR_TOKEN_EXPIRED: exitCode.token,
  ERR_WRONG_GATEWAY: exitCode.token,
  ERR_LOGIN_PASSWORD: exitCode.token,
  ERR_LOGIN_MULTI_FACTOR: exitCode.token,
  ERR_LOGIN_SERIAL: exitCode.token,
  ERR_LOGIN_PAUSED: exitCode.token,
  ERR_TOKENS_UNSUPPORTED: exitCode.config,
  ERR_INSECURE: exitCode.config,
  // The recorder closes a client only when it has asked all it wants to.
  ERR_CLOSED: exitCode.unexpected,
};

/** What the recorder adds to a message of the client: the setting or the command that helps. */
const hints: Partial<Record<EnvoyErrorCode, string>> = {
  ERR_RESPONSE_TOO_LARGE: "The limit is envoy.max_response_bytes in the config.",
  ERR_CERTIFICATE_CHANGED:
    "The old fingerprint is in gateway-certificate.json in the folder paths.state.",
  ERR_INSECURE: "These are envoy.protocol, envoy.port and envoy.tls in the config.",
  ERR_NOT_A_GATEWAY: "It is envoy.ip_address in the config.",
  ERR_LOGIN_PAUSED: "To try now: envoy-recorder token --renew",
  ERR_TOKENS_UNSUPPORTED: "Leave [enlighten] out of the config.",
};

/** A failure of the gateway or of its login, with the exit code for it; any other error unchanged. */
export function asGatewayError(error: unknown): unknown {
  if (!(error instanceof EnvoyError)) return error;
  const code = codes[error.code] ?? exitCode.gateway;
  const message = [error.message, hints[error.code]].filter(Boolean).join(" ");
  return new RecorderError(code, message, { cause: error });
}
