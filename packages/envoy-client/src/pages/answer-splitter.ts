import { type JsonPart, splitJson } from "./json-parts.js";

/**
 * Splits the answers of one page one after the other. Whoever asks for the parts of the same answer
 * gets the same ones, so that readings and device reports are cut out, compared and parsed once.
 */
export class AnswerSplitter {
  #text: string | undefined;
  #parts: readonly JsonPart[] = [];

  /** The members or items of the text; as the last answer's, where their text is the same. Throws `TypeError` if it is neither an object nor a list. */
  split(text: string): readonly JsonPart[] {
    if (text !== this.#text) {
      this.#parts = splitJson(text, this.#parts);
      this.#text = text;
    }
    return this.#parts;
  }
}
