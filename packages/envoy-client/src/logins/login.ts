import type { RawAnswer } from "../transport/get.js";

/** How requests are signed, and what to do once one is refused. */
export interface Login {
  headers(path: string): Readonly<Record<string, string>>;
  /** Learns from a 401; true where another try is worth it. `ask` asks the gateway without retries. */
  learn(refusal: RawAnswer, ask: (path: string) => Promise<RawAnswer>): Promise<boolean>;
}

/** Firmware before 7 without a password, or `/info`, which needs none. */
export const noLogin: Login = {
  headers: () => ({}),
  learn: async () => false,
};

/** A token; where that is not enough, the session cookie that `/auth/check_jwt` gives for it. */
export function tokenLogin(token: string): Login {
  let cookie: string | undefined;
  return {
    headers: () => ({
      authorization: `Bearer ${token}`,
      ...(cookie === undefined ? {} : { cookie }),
    }),
    learn: async (_, ask) => {
      // Some gateways want the cookie beside the token.
      cookie = undefined;
      const check = await ask("/auth/check_jwt");
      if (check.status !== 200) return false;
      cookie = check.cookie;
      return cookie !== undefined;
    },
  };
}

/** User and password of firmware before 7. */
export function digestLogin(username: string, password: string): Login {
  let sign: ((path: string) => string) | undefined;
  return {
    headers: (path) => (sign === undefined ? {} : { authorization: sign(path) }),
    learn: async ({ challenge: header }) => {
      // Loaded only where it is asked for: node:crypto takes 4 ms.
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
  };
}

/** The password of firmware before 7 where the owner set no other: the last six digits of the serial number. */
export function defaultPassword(gatewaySerial: string): string {
  return gatewaySerial.slice(-6);
}
