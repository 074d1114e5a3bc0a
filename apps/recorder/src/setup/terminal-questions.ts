import * as clack from "@clack/prompts";
import { type Asking, SetupCancelled } from "./asking.js";
import { wrapText } from "./wrap-text.js";

/** What clack puts before each line. */
const margin = 3;

/** Asks a person at the terminal. */
export function askAtTerminal(title: string, signal: AbortSignal): Asking {
  const columns = (): number => Math.max(20, (process.stdout.columns || 80) - margin);
  const wrapped = (text: string): string => wrapText(text, columns());
  // A signal for each prompt: clack never takes its listeners off again.
  const own = (): { readonly signal: AbortSignal } => ({ signal: AbortSignal.any([signal]) });
  clack.intro(title);
  return {
    isInteractive: true,
    get columns() {
      return columns();
    },
    text: async ({ message, proposal, problem, isOptional = false }) => {
      const given = await clack.text({
        message,
        ...own(),
        ...(proposal === undefined ? {} : { placeholder: proposal, defaultValue: proposal }),
        validate: (typed = "") => {
          const answer = typed.trim() || proposal || "";
          if (answer === "") return isOptional ? undefined : "Please type an answer.";
          return problem?.(answer);
        },
      });
      // Nothing typed comes as undefined.
      return (unlessCancelled(given) ?? proposal ?? "").trim();
    },
    secret: async ({ message, problem }) => {
      const given = await clack.password({
        message,
        ...own(),
        // A token has a thousand characters, of which a mask would fill the screen.
        mask: "",
        validate: (typed = "") =>
          typed.trim() === ""
            ? "Please type or paste it; nothing is shown while you do."
            : problem?.(typed.trim()),
      });
      return unlessCancelled(given).trim();
    },
    confirm: async ({ message, proposal }) =>
      unlessCancelled(await clack.confirm({ message, initialValue: proposal, ...own() })),
    choose: async ({ message, options, proposal }) => {
      const values = options.map(({ value, ...shown }) => ({ value: String(value), ...shown }));
      const question = { message, options: values, initialValue: String(proposal) };
      const chosen = unlessCancelled(await clack.select({ ...question, ...own() }));
      return options.find(({ value }) => value === chosen)?.value ?? proposal;
    },
    chooseSeveral: async ({ message, options }) =>
      unlessCancelled(
        await clack.multiselect({
          message,
          options: options.map((option) => ({ ...option })),
          maxItems: 12,
          required: false,
          ...own(),
        }),
      ),
    tell: (message) => clack.log.message(wrapped(message)),
    warn: (message) => clack.log.warn(wrapped(message)),
    end: (message) => clack.outro(wrapped(message).replaceAll("\n", `\n${" ".repeat(margin)}`)),
  };
}

function unlessCancelled<T>(answer: T): Exclude<T, symbol> {
  if (clack.isCancel(answer)) throw new SetupCancelled();
  return answer as Exclude<T, symbol>;
}
