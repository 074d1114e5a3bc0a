import { Refusal } from "./refusal.js";

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** The JSON object of a body, or of one line of it. Refuses anything else, as the readers below do. */
export function parseFields(text: string | Buffer): Fields {
  let json: unknown;
  try {
    json = JSON.parse(String(text));
  } catch {
    throw new Refusal(400, "The body is not JSON");
  }
  return asFields(json, "The body");
}

/** The object in a field. */
export function fieldsIn(fields: Fields, name: string): Fields {
  return asFields(fields[name], name);
}

/** The objects of the list in a field. */
export function fieldsListIn(fields: Fields, name: string): readonly Fields[] {
  return listIn(fields, name).map((item) => asFields(item, `An item of ${name}`));
}

/** The list in a field. */
export function listIn(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new Refusal(400, `${name} is not a list`);
  return value;
}

/** The text in a field. */
export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw new Refusal(400, `${name} is not a text`);
  return value;
}

/** The number in a field. */
export function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== "number") throw new Refusal(400, `${name} is not a number`);
  return value;
}

function asFields(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new Refusal(400, `${what} is not an object`);
}
