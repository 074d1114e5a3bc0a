import { join } from "node:path";
import { EnvoyError } from "@envoy/envoy-client";
import { exitCode, type RecorderError } from "../errors/exit-code.js";
import { failureEvent } from "../log/failure-event.js";
import type { Run } from "../run.js";
import { isNews } from "../state/news.js";
import { readState, removeState } from "../state/state-file.js";
import { isTerminal } from "../terminal.js";

const hour = 3600;
const day = 86_400;

/** When each kind of failure was last logged; there is no such file while the gateway gives readings. */
const notePath = (state: string): string => join(state, "outage.json");

/**
 * Logs that a poll failed. While the gateway stays away that is logged at the beginning and once
 * an hour, a refused token or login, which only a person can change, once a day, and another kind
 * of failure at once. The disk's failures are logged each time.
 */
export async function logFailedPoll(run: Run, error: RecorderError): Promise<void> {
  const isGateways = error.exitCode === exitCode.gateway || error.exitCode === exitCode.token;
  const seconds = error.exitCode === exitCode.token ? day : hour;
  const isNews = !isGateways || (await isOutageNews(run, kindOf(error), seconds));
  if (isNews) run.logger.error(failureEvent(error), error.message);
  else run.logger.debug(failureEvent(error), error.message);
}

/** Logs, as seldom as that the gateway is away, that its answer is saved but cannot be readings. */
export async function logUnusableAnswer(run: Run, path: string): Promise<void> {
  const message = `${run.config.envoy.host} did not answer with readings but with something else, such as a web page or an error text: see ${path}. Is envoy.ip_address the gateway's?`;
  if (await isOutageNews(run, "unusable answer", hour))
    run.logger.warning("answer_unusable", message);
  else run.logger.debug("answer_unusable", message);
}

/** Notes that the gateway gave readings, and logs it if it did not before. */
export async function endOutage({ config, logger }: Run): Promise<void> {
  const note = await readState(notePath(config.state)).catch(() => undefined);
  if (note === undefined) return;
  await removeState(notePath(config.state)).catch(() => undefined);
  logger.warning("gateway_back", "The gateway gives readings again.");
}

/** What tells a failure from another one, unlike its message, which may contain a time or a path. */
function kindOf({ cause, message }: RecorderError): string {
  if (!(cause instanceof EnvoyError)) return message;
  const system = cause.cause instanceof Error && "code" in cause.cause ? cause.cause.code : "";
  return [cause.code, cause.status, system].filter(Boolean).join(" ");
}

/** Whether to log it now: always to a person who reads along. */
async function isOutageNews({ config }: Run, kind: string, seconds: number): Promise<boolean> {
  return isTerminal() || isNews(notePath(config.state), kind, seconds);
}
