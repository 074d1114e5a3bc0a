import { EnvoyError } from "../errors.js";
import { decodeToken } from "../tokens/token.js";
import type { EnvoyAuth } from "./gateway-client.js";
import type { RawAnswer } from "./get.js";

const tokenPage = "https://entrez.enphaseenergy.com/entrez_tokens";

/** An answer that is not 200, as an error that says what to do. */
export function statusError(
  answer: RawAnswer,
  url: string,
  auth: EnvoyAuth | undefined,
): EnvoyError {
  const { status } = answer;
  if (status === 401 || status === 403) return refusal(url, status, auth);
  const redirect = answer.location === undefined ? "" : ` to ${answer.location}, not followed`;
  const message = `${url} answered HTTP ${status}${redirect}.`;
  return new EnvoyError("ERR_HTTP_STATUS", message, { url, status });
}

function refusal(url: string, status: number, auth: EnvoyAuth | undefined): EnvoyError {
  const facts = { url, status };
  if (auth === undefined) {
    const message = `${url} asks for a login (HTTP ${status}). For firmware 7 and later get a token at ${tokenPage}.`;
    return new EnvoyError("ERR_UNAUTHORIZED", message, facts);
  }
  if (!("token" in auth)) {
    const message = `${url} refused user and password (HTTP ${status}). Before firmware 7 the user is "envoy" and the password the last six digits of the serial number, unless the owner set another.`;
    return new EnvoyError("ERR_UNAUTHORIZED", message, facts);
  }
  const expiresAt = decodeToken(auth.token)?.expiresAt;
  if (expiresAt !== undefined && expiresAt.getTime() <= Date.now()) {
    const message = `${url} refused the token (HTTP ${status}): it expired on ${expiresAt.toISOString().slice(0, 10)}. Get a new one at ${tokenPage}.`;
    return new EnvoyError("ERR_TOKEN_EXPIRED", message, { ...facts, expiresAt });
  }
  const message = `${url} refused the token (HTTP ${status}). It may belong to another gateway; get a new one at ${tokenPage}.`;
  return new EnvoyError("ERR_UNAUTHORIZED", message, facts);
}
