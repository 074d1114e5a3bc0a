import { decodeToken } from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import { tokenFile } from "../poll/token-file.js";

/** When the gateway's token ends; undefined if none is in use, or it cannot be read. Nobody is asked. */
export async function tokenExpiry(
  config: Pick<Config, "envoy" | "enlighten" | "state">,
): Promise<Date | undefined> {
  const { envoy, enlighten, state } = config;
  const kept = enlighten === undefined ? undefined : tokenFile(state).get();
  const token = envoy.token ?? (await kept?.catch(() => undefined));
  return token === undefined ? undefined : decodeToken(token)?.expiresAt;
}
