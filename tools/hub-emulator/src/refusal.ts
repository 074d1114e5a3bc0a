import type { Answer } from "./handler.js";

/** An error answer, in the Hub's own words. */
export class Refusal extends Error {
  readonly answer: Answer;

  /** `code` is sent as `x-error-code`, by which clients tell apart what was not found. */
  constructor(status: number, message: string, code?: string) {
    super(message);
    const headers = code === undefined ? {} : { "x-error-code": code };
    this.answer = { status, json: { error: message }, headers };
  }
}
