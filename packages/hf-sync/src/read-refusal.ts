import { HubSyncError } from "./errors.js";
import { isTransientStatus } from "./retry-timing.js";

/** What was asked, as messages say it. */
interface AskedDataset {
  /** Its address. */
  readonly place: string;
  readonly endpoint: string;
  readonly hasToken: boolean;
}

/** The error for an answer that refuses to let a dataset be read. */
export function readRefusal(
  { place, endpoint, hasToken }: AskedDataset,
  { status, headers }: Response,
): HubSyncError {
  const facts = { status };
  if (status === 401) {
    const message = hasToken
      ? `${endpoint} does not accept the token for ${place}. Ask its owner for a new one that may read it.`
      : `There is no ${place} that can be read without a token. Check the name, or give a token that may read it.`;
    return new HubSyncError("ERR_UNAUTHORIZED", message, facts);
  }
  if (status === 403) {
    const message = `The token may not read ${place}. Ask its owner for one that may, or for access to it.`;
    return new HubSyncError("ERR_FORBIDDEN", message, facts);
  }
  if (status === 404) {
    const message =
      headers.get("x-error-code") === "RevisionNotFound"
        ? `${place} has no branch "main". Check that something has been uploaded to it.`
        : `There is no ${place}${hasToken ? " that the token may read" : ""}. Check the name; it may have been renamed or deleted.`;
    return new HubSyncError("ERR_NOT_FOUND", message, facts);
  }
  const code = isTransientStatus(status) ? "ERR_UNREACHABLE" : "ERR_HUB";
  return new HubSyncError(code, `${place} answered HTTP ${status}. Try again later.`, facts);
}

/** The error for a dataset that did not answer, or not as a Hub does. */
export function noAnswer({ place }: Pick<AskedDataset, "place">, error: unknown): HubSyncError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const detail = cause instanceof Error ? cause.message : String(cause);
  const message = `No answer from ${place}: ${detail}. Check that this machine is online, and try again later.`;
  return new HubSyncError("ERR_UNREACHABLE", message, { cause: error });
}
