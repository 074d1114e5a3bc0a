import { datasetReader, type NetworkOptions } from "@envoy/hf-sync";
import type { SourceConfig } from "../config/config.js";
import { hubToken, TokenFileError } from "../config/hub-token.js";
import { DatasetSource } from "./dataset-source.js";
import { FolderSource } from "./folder-source.js";
import { type Source, SourceError } from "./source.js";

/** What tests replace of the network. */
export type SourceNetwork = Pick<NetworkOptions, "fetch" | "sleep">;

/** The source of a config. Throws `SourceError` if its token cannot be read. */
export function openSource(
  { place }: Pick<SourceConfig, "place">,
  signal: AbortSignal,
  network: SourceNetwork,
): Source {
  if (place.kind === "folder") return new FolderSource(place.path);
  const { repo, endpoint, path, tokenFile } = place;
  const token = tokenOf(tokenFile);
  return new DatasetSource(datasetReader({ ...network, repo, endpoint, token, signal }), path);
}

function tokenOf(tokenFile: string | undefined): string | undefined {
  try {
    return hubToken(tokenFile);
  } catch (cause) {
    if (cause instanceof TokenFileError) throw new SourceError(cause.message, { cause });
    throw cause;
  }
}
