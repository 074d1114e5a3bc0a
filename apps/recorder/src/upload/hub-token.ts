import { homedir } from "node:os";
import { join } from "node:path";
import { isHeaderSafe } from "@envoy/envoy-client";
import type { Config, HuggingFaceConfig } from "../config/config.js";
import type { Environment } from "../config/environment.js";
import { readSecret } from "../config/secret.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { readTextFile } from "../state/text-file.js";

/** The Hub's token: from the config, from `HF_TOKEN`, or from `hf auth login`. Rejects with `RecorderError`. */
export async function hubToken(
  { file: configFile }: Pick<Config, "file">,
  { token: setting }: Pick<HuggingFaceConfig, "token">,
  environment: Environment,
): Promise<string> {
  const configured = await readSecret(configFile, setting).catch((error: unknown) => {
    throw noToken(messageOf(error));
  });
  if (configured !== undefined) return checked(configured, setting.file ?? setting.key);
  const variable = environment["HF_TOKEN"];
  if (variable) return checked(variable.trim(), "HF_TOKEN");
  const loginPath = loginTokenPath(environment);
  const token = (await readTextFile(loginPath).catch(() => "")).trim();
  if (token !== "") return checked(token, loginPath);
  throw noToken(
    `There is no token for the Hub: not in the config, not in HF_TOKEN, not in ${loginPath}.`,
  );
}

/** Where `hf auth login` keeps its token. */
function loginTokenPath(environment: Environment): string {
  const cache = environment["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const home = environment["HF_HOME"] || join(cache, "huggingface");
  return environment["HF_TOKEN_PATH"] || join(home, "token");
}

function checked(token: string, source: string): string {
  if (isHeaderSafe(token)) return token;
  throw noToken(`${source} does not contain a valid token (the value is not shown here).`);
}

function noToken(message: string): RecorderError {
  return new RecorderError(
    exitCode.upload,
    `${message} Create one with write access at https://huggingface.co/settings/tokens and set hugging_face.token_file, or run: hf auth login`,
  );
}
