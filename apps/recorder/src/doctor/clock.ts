import { exitCode } from "../errors/exit-code.js";
import { duration } from "./ago.js";
import { type Finding, fail, ok, warn } from "./finding.js";
import type { GatewayVisit } from "./gateway-visit.js";

/** No clock is right that is before this version was written. */
const writtenAt = Date.UTC(2026, 0, 1);

/** A gateway's own clock may be this far off. */
const toleranceSeconds = 120;

const hour = 3600;

/** Whether this machine's clock, in milliseconds since 1970, can be right. */
export function clockFinding({ clockAheadSeconds }: GatewayVisit, now: number): Finding {
  const time = new Date(now).toISOString().slice(0, 16).replace("T", " ");
  const advice =
    "A Raspberry Pi without network time starts in the past. To check: timedatectl. To correct it: sudo timedatectl set-ntp true";
  if (now < writtenAt) {
    return fail(exitCode.unexpected, `it is ${time} UTC by this machine's clock`, advice);
  }
  if (clockAheadSeconds === undefined) return ok(`${time} UTC; not compared with the gateway's`);
  const apart = Math.abs(clockAheadSeconds);
  if (apart <= toleranceSeconds) {
    return ok(`${time} UTC, ${apart} s from the gateway's`);
  }
  const direction = clockAheadSeconds > 0 ? "ahead of" : "behind";
  const message = `this machine's clock is ${duration(apart)} ${direction} the gateway's`;
  return apart < hour
    ? warn(message, advice)
    : fail(exitCode.unexpected, message, `One of them is wrong. ${advice}`);
}
