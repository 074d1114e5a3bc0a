import { EnvoyError, messageOf } from "../errors.js";

/** For a token that would have to go over http. `httpsError` is what https failed with, if it was tried. */
export function tokenOverHttpError(origin: string, httpsError?: unknown): EnvoyError {
  const tried = httpsError === undefined ? "" : ` https was tried first: ${messageOf(httpsError)}`;
  const message = `The token was not sent to ${origin}, because anyone on the network could read it over http.${tried} Firmware 7 and later speaks https: use that protocol and its port, 443. Firmware before 7 takes a user and a password instead of a token.`;
  return new EnvoyError("ERR_INSECURE", message, { url: origin, cause: httpsError });
}

/** For a client that would have to leave https although its certificate is pinned. */
export function pinnedOverHttpError(host: string, httpsError?: unknown): EnvoyError {
  const message = `Nothing was sent to ${host} over http: tls is "pinned", and over http there is no certificate. For firmware before 7, which speaks only http, leave tls out.`;
  return new EnvoyError("ERR_INSECURE", message, { cause: httpsError });
}
