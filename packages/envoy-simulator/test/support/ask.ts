import { request } from "node:https";
import { text } from "node:stream/consumers";
import type { Simulator } from "@envoy/envoy-simulator";

export interface Answer {
  readonly status: number | undefined;
  readonly cookie: string | undefined;
  readonly body: string;
}

/** Asks a gateway for a page, by default with its token. */
export function ask(
  { host, port, token }: Simulator,
  path: string,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${token}` },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host, port, path, headers, rejectUnauthorized: false, agent: false })
      .on("response", (answer) => {
        const cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0];
        text(answer).then((body) => resolve({ status: answer.statusCode, cookie, body }), reject);
      })
      .on("error", reject)
      .end();
  });
}
