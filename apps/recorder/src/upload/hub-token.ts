import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isHeaderSafe } from "@envoy/envoy-client";
import type { HuggingFaceConfig } from "../config/config.js";
import type { Environment } from "../config/environment.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";

/** The Hub's token: from the config, from `HF_TOKEN`, or from `hf auth login`. */
export async function hubToken(
  config: HuggingFaceConfig,
  environment: Environment,
): Promise<string> {
  if (config.token !== undefined) return checked(config.token, "hugging_face.token");
  if (config.tokenFile !== undefined) {
    const token = await read(config.tokenFile);
    if (token !== undefined) return checked(token, config.tokenFile);
    throw missing(`hugging_face.token_file: ${config.tokenFile} cannot be read or is empty.`);
  }
  const variable = environment["HF_TOKEN"];
  if (variable) return checked(variable.trim(), "HF_TOKEN");
  const loginPath = loginTokenPath(environment);
  const token = await read(loginPath);
  if (token !== undefined) return checked(token, loginPath);
  throw missing(
    `There is no token for the Hub: not in the config, not in HF_TOKEN, not in ${loginPath}.`,
  );
}

/** Where `hf auth login` keeps its token. */
function loginTokenPath(environment: Environment): string {
  const cache = environment["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const home = environment["HF_HOME"] || join(cache, "huggingface");
  return environment["HF_TOKEN_PATH"] || join(home, "token");
}

async function read(path: string): Promise<string | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trim() || undefined;
}

function checked(token: string, where: string): string {
  if (isHeaderSafe(token)) return token;
  throw missing(`${where} holds no token (the value is not shown here).`);
}

function missing(message: string): RecorderError {
  return new RecorderError(
    exitCode.upload,
    `${message} Make one that may write at https://huggingface.co/settings/tokens and set hugging_face.token_file, or run: hf auth login`,
  );
}
