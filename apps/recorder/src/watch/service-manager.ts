import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Environment } from "../config/environment.js";
import { messageOf } from "../errors/message-of.js";

/** How long systemd-notify may take, in milliseconds. */
const timeoutMs = 5_000;

/** The service manager, such as systemd, that a process was started by. */
export interface ServiceManager {
  /** Tells it the process's state, such as "READY=1". Never rejects. */
  notify(state: string): Promise<void>;
  /** How often it wants to hear WATCHDOG=1, in milliseconds; undefined if it does not wait for that. */
  readonly watchdogMs: number | undefined;
}

/**
 * The service manager that the environment names (sd_notify(3), sd_watchdog_enabled(3)); undefined if
 * it names none. Node has no datagram sockets of the kind that NOTIFY_SOCKET is, so systemd's
 * own systemd-notify sends the datagram: any library would have to be compiled where it is installed.
 */
export function serviceManager(
  environment: Environment,
  warn: (message: string) => void,
): ServiceManager | undefined {
  if (!environment["NOTIFY_SOCKET"]) return undefined;
  let hasFailed = false;
  return {
    watchdogMs: watchdogMs(environment),
    notify: async (state) => {
      try {
        await promisify(execFile)("systemd-notify", [state], { timeout: timeoutMs });
      } catch (error) {
        if (hasFailed) return;
        hasFailed = true;
        warn(
          `The service manager could not be told ${state}: ${messageOf(error).trim()}. Is systemd-notify installed? Without it, use Type=exec and no WatchdogSec in the unit.`,
        );
      }
    },
  };
}

/** WATCHDOG_USEC, unless it is meant for another process. */
function watchdogMs({ WATCHDOG_USEC, WATCHDOG_PID }: Environment): number | undefined {
  if (WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(process.pid)) return undefined;
  const microseconds = Number(WATCHDOG_USEC);
  return microseconds > 0 ? microseconds / 1000 : undefined;
}
