import { isHeaderSafe } from "@envoy/envoy-client";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { readSecret, type SecretSetting } from "./secret.js";

/** The gateway's token; undefined if none is set. Rejects with `RecorderError`, also if it was broken when it was copied. */
export async function readGatewayToken(
  configFile: string,
  setting: Omit<SecretSetting, "key">,
): Promise<string | undefined> {
  const key = "envoy.token";
  const token = await readSecret(configFile, { key, ...setting });
  if (token === undefined || isHeaderSafe(token)) return token;
  throw new RecorderError(
    exitCode.config,
    `Config ${configFile}: ${key}${setting.file === undefined ? "" : "_file"} should be one line of letters, digits and dots; copy it again from https://entrez.enphaseenergy.com/entrez_tokens (the value is not shown here).`,
  );
}
