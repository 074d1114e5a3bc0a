import type { FleetConfig, PublishConfig } from "../config/config.js";
import { hubToken, TokenFileError } from "../config/hub-token.js";
import type { Environment } from "../config/load-config.js";
import { exitCode, FleetError } from "../errors/exit-code.js";

/** Where the table is published, and by which right. */
export interface PublishPlace extends PublishConfig {
  readonly token: string;
}

/** The dataset of `[publish]` and its token. Throws `FleetError` if there is none, or if it is a household's own. */
export function publishPlace(
  { file, publish, sources }: FleetConfig,
  environment?: Environment,
): PublishPlace {
  if (publish === undefined) {
    const message = `${file} has no [publish]. Write one with dataset = "user/name" of the dataset that shall have the table.`;
    throw new FleetError(exitCode.config, message);
  }
  const { repo } = publish;
  const isSame = (other: string): boolean => other.toLowerCase() === repo.toLowerCase();
  if (sources.some(({ place }) => place.kind === "dataset" && isSame(place.repo))) {
    const message = `${repo} of [publish] is one of the [[sources]] too: publishing would delete the household's archive. Name another dataset.`;
    throw new FleetError(exitCode.config, message);
  }
  return { ...publish, token: tokenOf(publish, environment) };
}

function tokenOf({ repo, tokenFile }: PublishConfig, environment?: Environment): string {
  try {
    const token = hubToken(tokenFile, environment);
    if (token !== undefined) return token;
  } catch (cause) {
    if (!(cause instanceof TokenFileError)) throw cause;
    throw new FleetError(exitCode.config, `[publish]: ${cause.message}`, { cause });
  }
  const message = `There is no token to publish ${repo} with. Name a file with a token that may write to it as token_file of [publish], or set HF_TOKEN.`;
  throw new FleetError(exitCode.config, message);
}
