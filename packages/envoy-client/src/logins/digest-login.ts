import { EnvoyError } from "../errors.js";
import type { Login } from "../transport/login.js";

/** Signs with the user and password of firmware before 7. Throws `TypeError` if the user does not fit an HTTP header. */
export function digestLogin(username: string, password: string): Login {
  if (!/^[\x20-\x7e]*$/.test(username) || /["\\]/.test(username)) {
    throw new TypeError(
      "A username should be printable ASCII without quotes, to fit an HTTP header.",
    );
  }
  let sign: ((path: string) => string) | undefined;
  return {
    headers: (path) => (sign === undefined ? {} : { authorization: sign(path) }),
    retryAfterRefusal: async ({ challenge: header }) => {
      // Loaded only when it is needed: node:crypto takes 4 ms.
      const { digestHeader, parseDigestChallenge } = await import("./digest.js");
      const challenge = parseDigestChallenge(header);
      let count = 0;
      sign =
        challenge &&
        ((path) => {
          count++;
          return digestHeader(challenge, { username, password, method: "GET", path, count });
        });
      return challenge !== undefined;
    },
    refusalError: (url, status) =>
      new EnvoyError(
        "ERR_UNAUTHORIZED",
        `${url} refused the user and password (HTTP ${status}). Before firmware 7 the user is "envoy" and the password the last six digits of the serial number, unless the owner set another.`,
        { url, status },
      ),
  };
}

/** The password of firmware before 7 unless the owner set another: the last six digits of the serial number. */
export function defaultPassword(gatewaySerial: string): string {
  return gatewaySerial.slice(-6);
}
