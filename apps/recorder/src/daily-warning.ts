import { join } from "node:path";
import type { LogEvent } from "./log/events.js";
import type { Run } from "./run.js";
import { isNews } from "./state/news.js";
import { isTerminal } from "./terminal.js";

/** Logs a warning that stays true until a person changes something: once a day, and each time to one who reads along. */
export async function warnDaily(
  { config, logger }: Pick<Run, "config" | "logger">,
  event: LogEvent,
  warning: string,
): Promise<void> {
  const path = join(config.state, "reminders.json");
  if (isTerminal() || (await isNews(path, warning))) logger.warning(event, warning);
}
