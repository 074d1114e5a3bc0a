import { ArchiveReaderError } from "./errors.js";

/** One value of a manifest and where it is, for errors. */
export class ManifestField {
  readonly #value: unknown;
  readonly #where: string;

  constructor(value: unknown, where: string) {
    this.#value = value;
    this.#where = where;
  }

  /** A field of an object; of one that does not have it, null. */
  get(name: string): ManifestField {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw this.error("an object");
    }
    const where = this.#where === "" ? name : `${this.#where}.${name}`;
    return new ManifestField(Object.entries(value).find(([key]) => key === name)?.[1], where);
  }

  items(): ManifestField[] {
    if (!Array.isArray(this.#value)) throw this.error("a list");
    return this.#value.map((value, i) => new ManifestField(value, `${this.#where}[${i}]`));
  }

  text(): string {
    if (typeof this.#value !== "string") throw this.error("a text");
    return this.#value;
  }

  /** A text of a form. */
  textLike(isLike: (text: string) => boolean, form: string): string {
    const text = this.text();
    if (!isLike(text)) throw this.error(form);
    return text;
  }

  /** A date, or a date and a time. */
  time(): string {
    return this.textLike((text) => !Number.isNaN(Date.parse(text)), "a time in ISO 8601");
  }

  number(): number {
    if (typeof this.#value !== "number") throw this.error("a number");
    return this.#value;
  }

  count(): number {
    const count = this.number();
    if (!Number.isSafeInteger(count) || count < 0) throw this.error("a count");
    return count;
  }

  /** What `read` makes of the value; null if it is null or missing. */
  orNull<T>(read: (field: ManifestField) => T): T | null {
    return this.#value === undefined || this.#value === null ? null : read(this);
  }

  error(expected: string): ArchiveReaderError {
    const found = JSON.stringify(this.#value)?.slice(0, 80) ?? "missing";
    return new ArchiveReaderError(
      "ERR_MANIFEST",
      `The manifest of the archive cannot be used: ${this.#where || "it"} should be ${expected}, and is ${found}. Have the recorder make it anew.`,
    );
  }
}
