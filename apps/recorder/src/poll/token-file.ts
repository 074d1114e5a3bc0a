import { join } from "node:path";
import type { TokenStore } from "@envoy/envoy-client";
import { asStorageError } from "../errors/storage-error.js";
import { noteTime, readNotedTime } from "../state/noted-time.js";
import { readState, removeState, writeState } from "../state/state-file.js";

/** Keeps the token of an Enlighten account in the state folder, and when the last login failed. */
export function tokenFile(state: string): TokenStore {
  const tokenPath = join(state, "envoy-token.txt");
  const failurePath = join(state, "login-failed");
  return {
    get: async () => {
      try {
        return (await readState(tokenPath))?.trim() || undefined;
      } catch (cause) {
        // Not taken for a missing token: that would cost a login each minute.
        throw asStorageError(`Cannot read the token in ${tokenPath}`, cause);
      }
    },
    set: async (token) => {
      try {
        await writeState(tokenPath, token);
      } catch (cause) {
        throw asStorageError(`The new token could not be kept in ${state}`, cause);
      }
    },
    getLoginFailure: async () => {
      const seconds = await readNotedTime(failurePath);
      return seconds === undefined ? undefined : seconds * 1000;
    },
    setLoginFailure: async (at) => {
      if (at === undefined) await removeState(failurePath);
      else await noteTime(failurePath, Math.floor(at / 1000));
    },
  };
}
