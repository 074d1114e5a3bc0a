import { messageOf } from "../errors/message-of.js";
import { siteTimeZone } from "../insight/site-readings.js";
import { LocalManifest } from "../manifest/local-manifest.js";
import type { Manifest } from "../manifest/manifest.js";
import type { Run } from "../run.js";
import { type ListenOptions, listen } from "./listen.js";
import { allowedHosts, inUrl, isEveryAddress, ownAddress } from "./own-hosts.js";
import { readPage } from "./page-files.js";
import { recordingNow } from "./recording.js";
import { siteServer } from "./site-server.js";

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** The page's address. */
  readonly url: string;
  /** Reads what the manifest needs of files that are new, so that who opens the page first waits less. */
  prepare(): Promise<void>;
}

/** Options of {@link startServer}. */
export interface ServerOptions extends ListenOptions {
  /** The folder of the built page. */
  readonly page: string;
}

/** Serves the page and the archive until it is disposed of. Rejects with `RecorderError`. */
export async function startServer(
  { config, logger }: Pick<Run, "config" | "logger">,
  { port, host, page }: ServerOptions,
): Promise<RunningServer> {
  const manifest = new LocalManifest(config, siteTimeZone(config));
  const makeManifest = oneAtATime(async () => manifest.make(await recordingNow(config)));
  const server = siteServer({
    config,
    page: readPage(page),
    isAllowedHost: allowedHosts(host, config.allowedHosts),
    manifest: makeManifest,
    onError: (error) => logger.error("serve_failed", `A request failed: ${messageOf(error)}`),
  });
  const ownPort = await listen(server, { port, host });
  const name = isEveryAddress(host) ? ownAddress() : inUrl(host);
  return {
    url: `http://${name}:${ownPort}/`,
    prepare: async () => {
      // Whoever asks for it will be told what is wrong.
      await makeManifest().catch(() => undefined);
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Who asks while it is being made gets the same one: the first takes seconds. */
function oneAtATime(make: () => Promise<Manifest>): () => Promise<Manifest> {
  let making: Promise<Manifest> | undefined;
  return () => {
    making ??= make().finally(() => {
      making = undefined;
    });
    return making;
  };
}
