import { ArchiveReaderError, type Manifest, parseManifest } from "@envoy/archive-reader";
import { type Listing, SourceError } from "./source.js";

/** 20 years of five tables by day would be 3 MB. */
export const maxManifestBytes = 4 * 2 ** 20;

/** What a household's manifest.json lists. Throws `SourceError` if it is none. */
export function manifestListing(bytes: Uint8Array): Listing {
  const { site, tables } = manifestIn(bytes);
  return {
    files: tables.readings.map(({ path, bytes: size, sha256 }) => ({
      path,
      bytes: size,
      hash: sha256,
    })),
    timeZone: site.timeZone ?? undefined,
  };
}

function manifestIn(bytes: Uint8Array): Manifest {
  try {
    return parseManifest(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    const message =
      cause instanceof ArchiveReaderError
        ? cause.message
        : "Its manifest.json is not JSON. Have the recorder make it anew.";
    throw new SourceError(message, { cause });
  }
}
