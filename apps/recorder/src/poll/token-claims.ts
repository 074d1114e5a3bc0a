import { decodeToken, type TokenClaims } from "@envoy/envoy-client";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { utcDay } from "../utc-day.js";

const advice = "Get a new one at https://entrez.enphaseenergy.com/entrez_tokens";

/** The claims of a token. Throws `RecorderError` if it was cut off, or is not Enphase's; the message does not contain it. */
export function claimsOf(token: string): TokenClaims {
  const parts = token.split(".").filter((part) => part !== "").length;
  if (parts !== 3) {
    throw unusable(
      `is not complete: it should have three parts with dots between them, and has ${parts}. It may have been cut off when it was copied; copy it again`,
    );
  }
  const claims = decodeToken(token);
  if (claims === undefined) {
    throw unusable(
      "cannot be read: it has no expiry date. It is not a token of Enphase's, or was damaged when it was copied",
    );
  }
  return claims;
}

/** Throws `RecorderError` if the token has expired; `now` in milliseconds since 1970. */
export function refuseExpired({ expiresAt }: TokenClaims, now: number): void {
  if (expiresAt.getTime() <= now) throw unusable(`expired on ${utcDay(expiresAt)}`);
}

/** Throws `RecorderError` if the token is for another gateway than the one that answered. */
export function refuseForeign({ gatewaySerial }: TokenClaims, answering: string): void {
  if (gatewaySerial === undefined || gatewaySerial === answering) return;
  throw unusable(
    `is for gateway ${gatewaySerial}, and the one at envoy.ip_address is ${answering}`,
  );
}

/** What is wrong with whose token it is, and what to do; undefined if nothing. */
export function roleProblem({ role }: TokenClaims): string | undefined {
  return role === "installer"
    ? "An installer's token lasts 12 hours. Get one of the system's owner."
    : undefined;
}

function unusable(what: string): RecorderError {
  return new RecorderError(exitCode.token, `The gateway's token ${what}. ${advice}`);
}
