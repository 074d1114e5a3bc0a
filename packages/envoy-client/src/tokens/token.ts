/** The claims of a gateway's token. Nothing here proves that it is genuine; only the gateway can tell. */
export interface TokenClaims {
  readonly expiresAt: Date;
  readonly issuedAt: Date | undefined;
  /** The token of an "owner" lasts a year, that of an "installer" 12 hours. */
  readonly role: string | undefined;
  /** Serial number of the gateway it is for. */
  readonly gatewaySerial: string | undefined;
}

/** Reads a JWT of Enphase's (`iss` "Entrez"). Undefined if it is not one, or has no expiry date. */
export function decodeToken(token: string): TokenClaims | undefined {
  const [, payload] = token.split(".");
  if (payload === undefined) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(decodeBase64Url(payload));
  } catch {
    return undefined;
  }
  if (typeof claims !== "object" || claims === null) return undefined;
  const fields = claims as Readonly<Record<string, unknown>>;
  const { exp, iat, enphaseUser, aud } = fields;
  if (typeof exp !== "number" || !Number.isFinite(exp)) return undefined;
  return {
    expiresAt: new Date(exp * 1000),
    issuedAt: typeof iat === "number" ? new Date(iat * 1000) : undefined,
    role: typeof enphaseUser === "string" ? enphaseUser : undefined,
    gatewaySerial: typeof aud === "string" ? aud : undefined,
  };
}

/** Whether the token fits an HTTP header: printable ASCII without spaces. */
export function isHeaderSafe(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

function decodeBase64Url(text: string): string {
  const bytes = Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")),
    (character) => character.codePointAt(0) ?? 0,
  );
  return new TextDecoder().decode(bytes);
}

const hour = 3_600_000;
const month = 30 * 24 * hour;

/**
 * How long before it expires a token should be replaced, in milliseconds: a twelfth of its
 * life, but at most 30 days. That is 30 days for an owner's (a year) and an hour for an
 * installer's (12 hours); the role decides if the token does not say when it was issued.
 */
function renewalLeadMs({ expiresAt, issuedAt, role }: TokenClaims): number {
  if (issuedAt === undefined) return role === "installer" ? hour : month;
  return Math.min(month, (expiresAt.getTime() - issuedAt.getTime()) / 12);
}

/** Whether the token should be replaced now; `now` in milliseconds since 1970. */
export function isRenewalDue(claims: TokenClaims, now: number): boolean {
  return claims.expiresAt.getTime() - renewalLeadMs(claims) <= now;
}
