import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { warnDaily } from "../daily-warning.js";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import type { Run } from "../run.js";

/** How long the service has for one ping, in milliseconds. */
const timeoutMs = 5_000;

/**
 * Does a run's work between a ping that it has started and one with its exit code and what it logged,
 * as healthchecks.io takes them: `<url>/start`, then `<url>` or `<url>/<code>`. The work does not
 * wait for the first, and a ping that fails changes nothing. A run that is stopped sends no second one:
 * that its pings end is what the service is there to notice.
 */
export async function withPings(
  run: Run,
  pingUrl: string,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const started = ping(run, urlOf(pingUrl, "/start"), "");
  let code: ExitCode = exitCode.unexpected;
  try {
    code = await work();
    return code;
  } finally {
    await started;
    const url = urlOf(pingUrl, code === exitCode.ok ? "" : `/${code}`);
    if (!run.signal.aborted) await ping(run, url, run.recentLog?.take() ?? "");
  }
}

/** The URL with more at the end of its path; what follows the path stays. */
function urlOf(pingUrl: string, suffix: string): URL {
  const url = new URL(pingUrl);
  if (suffix !== "") url.pathname = url.pathname.replace(/\/$/, "") + suffix;
  return url;
}

async function ping(run: Run, url: URL, body: string): Promise<void> {
  try {
    await post(url, body, run.signal);
  } catch (error) {
    if (run.signal.aborted) return;
    // The rest of the URL is a secret: who knows it can report success.
    await warnDaily(
      run,
      "ping_failed",
      `The ping to ${url.origin} (monitoring.ping_url) failed: ${messageOf(error)}. Recording goes on.`,
    );
  }
}

/** Rejects unless the answer's status is 200 to 299, within the time limit. */
async function post(url: URL, body: string, stopped: AbortSignal): Promise<void> {
  const tooLate = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([tooLate, stopped]);
  const request = url.protocol === "http:" ? requestHttp : requestHttps;
  const status = await new Promise<number>((resolve, reject) => {
    const headers = {
      "content-type": "text/plain; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    };
    const sent = request(url, { method: "POST", agent: false, headers, signal }, (answer) => {
      resolve(answer.statusCode ?? 0);
      sent.destroy();
    });
    sent.on("error", (error) => {
      reject(tooLate.aborted ? new Error(`no answer within ${timeoutMs / 1000} s`) : error);
    });
    sent.end(body);
  });
  if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
}
