import { createHash, randomBytes } from "node:crypto";

/** A gateway's HTTP digest challenge (RFC 7616, with MD5, as firmware before 7 uses it). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** The gateway offers "auth" as quality of protection. */
  readonly hasQop: boolean;
}

/** The digest challenge of a `WWW-Authenticate` header; undefined if it is not one. */
export function parseDigestChallenge(header: string | undefined): DigestChallenge | undefined {
  if (header === undefined || !/^digest\s/i.test(header)) return undefined;
  const fields = new Map<string, string>();
  for (const [, name = "", quoted, plain] of header.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)) {
    fields.set(name.toLowerCase(), quoted ?? plain ?? "");
  }
  const [realm, nonce] = [fields.get("realm"), fields.get("nonce")];
  if (realm === undefined || nonce === undefined) return undefined;
  const hasQop = (fields.get("qop") ?? "").split(/[\s,]+/).includes("auth");
  return { realm, nonce, opaque: fields.get("opaque"), hasQop };
}

/** The `Authorization` header that answers a digest challenge. `count` starts at 1 for each nonce. */
export function digestHeader(
  challenge: DigestChallenge,
  request: {
    readonly username: string;
    readonly password: string;
    readonly method: string;
    readonly path: string;
    readonly count: number;
    readonly clientNonce?: string;
  },
): string {
  const { realm, nonce, opaque, hasQop } = challenge;
  const { username, password, method, path, count } = request;
  const { clientNonce = randomBytes(8).toString("hex") } = request;
  const nc = count.toString(16).padStart(8, "0");
  const user = md5(`${username}:${realm}:${password}`);
  const target = md5(`${method}:${path}`);
  const response = hasQop
    ? md5(`${user}:${nonce}:${nc}:${clientNonce}:auth:${target}`)
    : md5(`${user}:${nonce}:${target}`);
  const fields = [
    `username="${username}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${path}"`,
    `response="${response}"`,
    "algorithm=MD5",
    ...(hasQop ? ["qop=auth", `nc=${nc}`, `cnonce="${clientNonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ];
  return `Digest ${fields.join(", ")}`;
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
