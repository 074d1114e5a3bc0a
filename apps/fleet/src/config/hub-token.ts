import { errorCode, readRegularFileSync } from "@envoy/durable-file";
import { messageOf } from "../errors/message-of.js";
import type { Environment } from "./load-config.js";

/** There is a token, but it cannot be used. Its message does not contain it. */
export class TokenFileError extends Error {
  override readonly name = "TokenFileError";
}

/**
 * The token in a file, without one that of `HF_TOKEN`; undefined if that is not set either. Throws `TokenFileError` if
 * there is no such file, or no token in it.
 */
export function hubToken(
  tokenFile: string | undefined,
  environment: Environment = process.env,
): string | undefined {
  if (tokenFile === undefined) {
    const variable = environment["HF_TOKEN"]?.trim();
    return variable ? checked(variable, "HF_TOKEN") : undefined;
  }
  return checked(readToken(tokenFile), tokenFile);
}

function readToken(file: string): string {
  try {
    return new TextDecoder().decode(readRegularFileSync(file, { maxBytes: 65_536 })).trim();
  } catch (cause) {
    const reason = errorCode(cause) === "ENOENT" ? `there is no file ${file}` : messageOf(cause);
    throw new TokenFileError(`Its token_file cannot be read: ${reason}.`, { cause });
  }
}

/** What a header cannot have would be named in the error of `fetch`. */
function checked(token: string, from: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new TokenFileError(`There is no token in ${from} (its content is not shown here).`);
}
