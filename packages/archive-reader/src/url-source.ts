import type { ArchiveSource, SourceOptions } from "./archive-source.js";
import { checkedSource, type Snapshot } from "./checked-source.js";

/**
 * An archive on a web server, such as `envoy-recorder serve`: the files are where the manifest's paths lead to from its own
 * address. The file's hash is in the query, so that a server can tell that it has another file by now (409), and a
 * browser's cache does not confuse them.
 * @param manifestUrl absolute, without user and password
 * @throws TypeError if it is not
 */
export function urlSource(manifestUrl: string | URL, options: SourceOptions = {}): ArchiveSource {
  const manifest = new URL(manifestUrl);
  if (manifest.username !== "" || manifest.password !== "") {
    throw new TypeError("The address of a manifest cannot contain a user or a password.");
  }
  const snapshot: Snapshot = {
    manifest: { url: manifest, cache: "no-cache" },
    file: ({ path, sha256 }) => ({
      url: new URL(`${path}?sha256=${sha256}`, manifest),
    }),
  };
  return checkedSource(() => snapshot, options);
}
