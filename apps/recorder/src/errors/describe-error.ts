import { RecorderError } from "./exit-code.js";

const howToSee =
  'To see where, set logging.level = "DEBUG" in the config, or ENVOY_RECORDER_LOGGING__LEVEL=DEBUG in the environment.';

/** What failed, for a person; of an error that the recorder did not foresee, where in its code only with `showStack`. */
export function describeError(error: unknown, showStack: boolean): string {
  if (error instanceof RecorderError) return error.message;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const isBug = `This is probably a bug of the recorder; please report it: ${what}`;
  if (!showStack) return `${isBug}${/[.!?]$/.test(what) ? "" : "."} ${howToSee}`;
  return error instanceof Error ? `${isBug}\n${error.stack ?? ""}` : isBug;
}
