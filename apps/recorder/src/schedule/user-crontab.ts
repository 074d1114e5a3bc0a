import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { exitCode, RecorderError } from "../errors/exit-code.js";

// Bytes, because a crontab may have lines in any encoding, which must stay as they are: in a
// crontab's text each character is a byte.
const encoding = "latin1";

/** Text as it is in a crontab's text. */
export function asCrontabText(text: string): string {
  return Buffer.from(text).toString(encoding);
}

/** A user's crontab, by default one's own; empty if there is none, undefined if the machine has no cron. Throws `RecorderError`. */
export function readCrontab(user?: string): string | undefined {
  const { error, status, stdout, stderr } = runCrontab("-l", user);
  if (error !== undefined && "code" in error && error.code === "ENOENT") return undefined;
  if (status === 0) return stdout;
  // Any other failure is not taken for an empty crontab, which would replace the user's own.
  if (/no crontab for|no such file/i.test(stderr)) return "";
  throw failure("read", stderr || String(error));
}

/** Replaces a user's crontab, by default one's own. Throws `RecorderError`. */
export function writeCrontab(text: string, user?: string): void {
  const { status, stderr, error } = runCrontab("-", user, text);
  if (status !== 0) throw failure("written", stderr || String(error));
}

function runCrontab(argument: string, user?: string, input = ""): SpawnSyncReturns<string> {
  return spawnSync("crontab", [...(user === undefined ? [] : ["-u", user]), argument], {
    encoding,
    input: Buffer.from(input, encoding),
    env: { ...process.env, LC_ALL: "C" },
  });
}

function failure(what: string, reason: string): RecorderError {
  return new RecorderError(
    exitCode.storage,
    `The crontab could not be ${what}, and is unchanged: ${reason.trim()}`,
  );
}
