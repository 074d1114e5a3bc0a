import { createHmac, timingSafeEqual } from "node:crypto";

const base64url = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString("base64url");

/** The claims in which tokens differ. Times are in seconds since 1970. */
export interface TokenClaims {
  readonly gatewaySerial: string;
  readonly role: string;
  readonly issued: number;
  readonly expires: number;
}

/** How long Enphase's tokens live, in seconds: an installer's 12 hours, an owner's a year. */
export function tokenLifetime(role: string): number {
  return role === "installer" ? 12 * 3600 : 365 * 86_400;
}

/** A JWT with the claims of Enphase's, signed with the simulator's own key. */
export function issueToken(key: string, claims: TokenClaims): string {
  const { gatewaySerial, role, issued, expires } = claims;
  const head = base64url({ alg: "HS256", typ: "JWT" });
  const payload = base64url({
    aud: gatewaySerial,
    iss: "Entrez",
    enphaseUser: role,
    exp: expires,
    iat: issued,
  });
  return `${head}.${payload}.${sign(key, `${head}.${payload}`)}`;
}

/** Whether the header holds a token that was signed with this key and has not expired. */
export function isAuthorized(
  header: string | undefined,
  key: string,
  unixSeconds: number,
): boolean {
  const [, head, payload, signature] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(header ?? "") ?? [];
  if (head === undefined || payload === undefined || signature === undefined) return false;
  const expected = Buffer.from(sign(key, `${head}.${payload}`));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
  return (
    typeof claims === "object" &&
    claims !== null &&
    "exp" in claims &&
    typeof claims.exp === "number" &&
    claims.exp > unixSeconds
  );
}

function sign(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}
