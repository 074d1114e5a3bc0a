import type { Column } from "./column.js";

/** Texts in order, so that their codes sort as they do. */
export interface TextDictionary {
  readonly dictionary: readonly string[];
  /** The position of a text in the dictionary; -1 for null. */
  readonly codeOf: (text: string | null) => number;
}

export function buildDictionary(texts: readonly (string | null)[]): TextDictionary {
  const distinct = new Set<string>();
  for (const text of texts) if (text !== null) distinct.add(text);
  const dictionary = [...distinct].sort((a, b) => (a < b ? -1 : 1));
  const codes = new Map(dictionary.map((text, code) => [text, code]));
  return { dictionary, codeOf: (text) => (text === null ? -1 : (codes.get(text) ?? -1)) };
}

export function toTextColumn(texts: readonly (string | null)[]): Column {
  const { dictionary, codeOf } = buildDictionary(texts);
  return { kind: "text", codes: Int32Array.from(texts, codeOf), dictionary };
}
