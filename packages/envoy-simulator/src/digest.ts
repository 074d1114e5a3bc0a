import { createHash, randomBytes } from "node:crypto";

/** Digest authentication, by which firmware before 7 knows its user. */
export class DigestCheck {
  readonly #user: string;
  readonly #password: string;
  readonly #realm = "enphaseenergy.com";
  readonly #nonces = new Map<string, number>();

  constructor(user: string, password: string) {
    this.#user = user;
    this.#password = password;
  }

  /** A challenge with a new nonce, for `WWW-Authenticate`. */
  challenge(): string {
    const nonce = randomBytes(16).toString("hex");
    this.#nonces.set(nonce, 0);
    return `Digest realm="${this.#realm}", qop="auth", nonce="${nonce}", opaque=""`;
  }

  /** Whether the header answers a challenge of this gateway, with a higher count than any answer to it before. */
  isAuthorized(header: string | undefined, method: string, path: string): boolean {
    if (header === undefined || !header.startsWith("Digest ")) return false;
    const fields = new Map<string, string>();
    for (const [, name = "", quoted, plain] of header.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)) {
      fields.set(name, quoted ?? plain ?? "");
    }
    const field = (name: string): string => fields.get(name) ?? "";
    const last = this.#nonces.get(field("nonce"));
    const count = Number.parseInt(field("nc"), 16);
    if (last === undefined || !(count > last) || field("nc").length !== 8) return false;
    const user = md5(`${this.#user}:${this.#realm}:${this.#password}`);
    const parts = [user, field("nonce"), field("nc"), field("cnonce"), "auth"];
    const expected = md5([...parts, md5(`${method}:${path}`)].join(":"));
    const isRight =
      field("username") === this.#user && field("uri") === path && field("response") === expected;
    if (isRight) this.#nonces.set(field("nonce"), count);
    return isRight;
  }
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
