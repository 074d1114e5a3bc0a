import type { Config } from "../config/config.js";
import { exitCode, isExitCode } from "../errors/exit-code.js";
import { runFacts } from "../health/poll-facts.js";
import { hasLine } from "../schedule/crontab.js";
import { hasUnits } from "../schedule/systemd.js";
import { asCrontabText, readCrontab } from "../schedule/user-crontab.js";
import { ago } from "./ago.js";
import { type Finding, fail, ok, warn } from "./finding.js";

/** A few may be missed, as while the machine starts again. */
const lateSeconds = 600;
const goneSeconds = 3600;

/** Gateways hang for a minute or two a day. */
const manyMissed = 0.05;

const install = "To have it record each minute: envoy-recorder schedule install";

/** Whether something polls each minute, by the log of runs; `now` in milliseconds since 1970. */
export function pollsFinding(config: Config, now: number): Finding {
  const { lastPoll, minutes, missed } = runFacts(config, now);
  if (lastPoll === undefined) return warn("none has been noted yet", install);
  const seconds = Math.floor(now / 1000) - lastPoll.at;
  const when = `the last one was ${ago(seconds)}`;
  if (seconds < 0) return warn(`the last one is in the future`, "Was the clock changed?");
  if (seconds > goneSeconds) {
    return fail(exitCode.unexpected, when, `Nothing records. ${install}`);
  }
  if (lastPoll.exitCode !== 0) {
    const code = isExitCode(lastPoll.exitCode) ? lastPoll.exitCode : exitCode.unexpected;
    return fail(
      code,
      `${when} and ended with ${lastPoll.exitCode}`,
      "To see why: envoy-recorder record",
    );
  }
  if (seconds > lateSeconds) return warn(when, install);
  const saved = minutes === 0 ? "" : `; ${missed} of ${minutes} minutes have none`;
  return minutes >= 60 && missed > minutes * manyMissed
    ? warn(`${when}${saved}`, "Was the machine or the gateway off? The log says why polls failed.")
    : ok(`${when}${saved}`);
}

/** Whether `schedule install` was run for this config. */
export function scheduleFinding(config: Config, now: number): Finding {
  const crontab = crontabIfReadable();
  const places = [
    ...(crontab !== undefined && hasLine(crontab, asCrontabText(config.file))
      ? ["your crontab"]
      : []),
    ...(hasUnits(config.file) ? ["systemd"] : []),
  ];
  if (places.length === 2) {
    return warn(
      "in your crontab and in systemd",
      "It polls twice a minute. To keep one: envoy-recorder schedule remove --cron",
    );
  }
  if (places.length === 1) return ok(`in ${places[0]}`);
  const { lastPoll } = runFacts(config, now);
  const isPolled = lastPoll !== undefined && now / 1000 - lastPoll.at < lateSeconds;
  return isPolled
    ? ok("not by schedule install; something else polls, such as watch")
    : warn("neither in your crontab nor in systemd", install);
}

/** Undefined also for a user who may not have one. */
function crontabIfReadable(): string | undefined {
  try {
    return readCrontab();
  } catch {
    return undefined;
  }
}
