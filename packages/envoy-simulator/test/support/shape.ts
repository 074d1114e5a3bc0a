/** A JSON value's keys and types, in their order and without its values: each field's path, and its types. */
export function shapeOf(json: unknown): readonly string[] {
  return [...new Set(fieldsOf(json, ""))];
}

function fieldsOf(json: unknown, path: string): readonly string[] {
  if (Array.isArray(json)) {
    return [`${path}[]`, ...json.flatMap((item) => fieldsOf(item, `${path}[]`))];
  }
  if (typeof json !== "object" || json === null) return [`${path}: ${typeof json}`];
  return Object.entries(json).flatMap(([key, value]) =>
    // Ids and serial numbers are keys on some pages.
    fieldsOf(value, `${path}.${/^\d+$/.test(key) ? "<id>" : key}`),
  );
}

/** The names of the elements of an XML text, but for the packages that are installed. */
export function tagsOf(xml: string): readonly string[] {
  const text = xml.replace(/<package[\s\S]*<\/package>|<build_info>[\s\S]*<\/build_info>/g, "");
  return [...new Set([...text.matchAll(/<(\w+)>/g)].map(([, tag = ""]) => tag))].sort();
}
