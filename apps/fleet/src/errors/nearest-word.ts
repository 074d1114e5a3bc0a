import { closestMatch } from "leven";

/** The known word that a mistyped one probably means; undefined if none is close to it. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  return closestMatch(word, known, { maxDistance: Math.ceil(word.length / 3) });
}
