import { FleetTableError } from "./errors.js";

/** One value of a manifest and where it is, for errors. */
export class ManifestField {
  readonly #value: unknown;
  readonly #where: string;
  readonly #path: string;

  /** `path` is that of the manifest's file. */
  constructor(value: unknown, where: string, path: string) {
    this.#value = value;
    this.#where = where;
    this.#path = path;
  }

  /** A field of an object; of one that does not have it, a missing one. */
  get(name: string): ManifestField {
    const where = this.#where === "" ? name : `${this.#where}.${name}`;
    const value = this.entries().find(([key]) => key === name)?.[1];
    return value ?? new ManifestField(undefined, where, this.#path);
  }

  entries(): (readonly [string, ManifestField])[] {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw this.error("an object");
    }
    const prefix = this.#where === "" ? "" : `${this.#where}.`;
    return Object.entries(value).map(([key, field]) => [
      key,
      new ManifestField(field, `${prefix}${key}`, this.#path),
    ]);
  }

  items(): ManifestField[] {
    if (!Array.isArray(this.#value)) throw this.error("a list");
    return this.#value.map(
      (value, i) => new ManifestField(value, `${this.#where}[${i}]`, this.#path),
    );
  }

  /** A text of a form. */
  text(isLike: (text: string) => boolean, form: string): string {
    if (typeof this.#value !== "string" || !isLike(this.#value)) throw this.error(form);
    return this.#value;
  }

  /** A time in ISO 8601 and UTC, with milliseconds. */
  time(): string {
    return this.text(isTime, 'a time such as "2026-11-29T12:00:00.000Z"');
  }

  /** A SHA-256 in lower-case hexadecimal. */
  hash(): string {
    return this.text((text) => /^[0-9a-f]{64}$/.test(text), "64 hexadecimal digits");
  }

  /** A whole number, of 0 if no other least is given. */
  count(least = 0): number {
    const value = this.#value;
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) {
      throw this.error(`a whole number of at least ${least}`);
    }
    return value;
  }

  /** What `read` makes of the value; undefined if it is null or missing. */
  optional<T>(read: (field: ManifestField) => T): T | undefined {
    return this.#value === undefined || this.#value === null ? undefined : read(this);
  }

  error(expected: string): FleetTableError {
    const found = JSON.stringify(this.#value)?.slice(0, 120) ?? "missing";
    return new FleetTableError(
      "ERR_MANIFEST",
      this.#path,
      `The manifest ${this.#path} cannot be used: ${this.#where || "it"} should be ${expected}, and is ${found}. Put back the generation that was there before, or remove the table and compact the landing anew.`,
    );
  }
}

function isTime(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text;
}
