// Reads the site once a minute, for the other examples. Set these in the environment:
//
//   ENVOY_HOST        the gateway, such as 192.0.2.50 (default: envoy.local)
//   ENVOY_PORT        its port (default: 443)
//   ENVOY_TOKEN_FILE  a file with its token (default: envoy-token.txt)
//   ENVOY_TOKEN       or the token itself

import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { EnvoyClient } from "@envoy/envoy-client";

/** @import { Site } from "@envoy/envoy-client" */

const { ENVOY_HOST: host = "envoy.local", ENVOY_PORT: port = "443" } = process.env;
const { ENVOY_TOKEN, ENVOY_TOKEN_FILE = "envoy-token.txt" } = process.env;

// Ctrl-C, or a service manager, ends the loop; a second Ctrl-C ends the program at once.
const stop = new AbortController();
const { signal } = stop;
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort());

/**
 * The site, once a minute, until the program is told to stop. A gateway is slow and answers one
 * request at a time, so the minute begins when the last answer is there, and after an error too.
 * @returns {AsyncGenerator<Site, void, undefined>}
 */
export async function* siteEachMinute() {
  const token = ENVOY_TOKEN ?? (await readFile(ENVOY_TOKEN_FILE, "utf8"));
  const client = new EnvoyClient({ host, port: Number(port), auth: { token } });
  try {
    while (!signal.aborted) {
      const site = await client.site({ signal }).catch(printError);
      if (site !== undefined) yield site;
      await delay(60_000, undefined, { signal }).catch(() => {}); // rejects only when told to stop
    }
  } finally {
    await client.close();
  }
}

/**
 * Errors of the client never contain the token.
 * @param {unknown} error
 */
function printError(error) {
  if (!signal.aborted) console.error(String(error));
}
