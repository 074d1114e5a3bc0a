import { printLine, writeTo } from "../print-line.js";
import { type Asking, missingAnswer, missingSecret } from "./asking.js";

/** Takes the proposal of each question, and refuses those without one: for `--yes`. */
export function takeProposals(): Asking {
  return {
    isInteractive: false,
    columns: 80,
    text: async ({ key, proposal, isOptional }) => {
      if (proposal === undefined && isOptional !== true) throw missingAnswer(key);
      return proposal ?? "";
    },
    secret: async ({ key }) => {
      throw missingSecret(key);
    },
    confirm: async ({ proposal }) => proposal,
    choose: async ({ proposal }) => proposal,
    chooseSeveral: async () => [],
    tell: printLine,
    warn: (message) => writeTo(process.stderr, `${message}\n`),
    end: printLine,
  };
}
