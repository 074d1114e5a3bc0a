import { HubSyncError, type SquashResult, squashHistory } from "@envoy/hf-sync";
import type { FleetConfig } from "../config/config.js";
import { exitCode, FleetError } from "../errors/exit-code.js";
import type { PublishPlace } from "../publish/publish-place.js";
import { asPublishError, type PublishResult, publishTable } from "../publish/publish-table.js";

/** Options of {@link erasePublished}. */
export interface EraseOptions {
  readonly config: FleetConfig;
  readonly place: PublishPlace;
  readonly signal: AbortSignal;
}

/** What was done to the dataset. */
export interface EraseResult extends PublishResult {
  readonly squash: SquashResult;
}

/**
 * Publishes the table as it is now and replaces the dataset's history by one commit, which cannot be undone. The caller holds the
 * lock. Killed at any moment, the same call carries on. Rejects with `FleetError`: what was removed here stays removed.
 */
export async function erasePublished({
  config,
  place,
  signal,
}: EraseOptions): Promise<EraseResult> {
  const { repo, token, endpoint } = place;
  try {
    const published = await publishTable({
      config,
      place,
      dryRun: false,
      force: false,
      compare: true,
      create: false,
      signal,
    });
    const message = `Publish generation ${published.generation.manifest.generation}`;
    const squash = await asPublishError(squashHistory({ repo, token, endpoint, message, signal }));
    return { ...published, squash };
  } catch (cause) {
    if (!(cause instanceof FleetError)) throw cause;
    const isMissing = cause.cause instanceof HubSyncError && cause.cause.code === "ERR_NOT_FOUND";
    const next = isMissing
      ? "If the table was never published, say --no-publish."
      : "Run the same command again to carry on.";
    const message = `The household is forgotten on this machine, but ${repo} may still have its readings: ${cause.message} ${next}`;
    throw new FleetError(exitCode.publish, message, { cause });
  }
}
