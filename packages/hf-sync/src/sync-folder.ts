import { type SyncFolderOptions, toSettings } from "./sync-options.js";
import { type SyncResult, syncRepo } from "./sync-repo.js";

/**
 * Makes a dataset repository hold the files of a folder, or of several: compares by hash of content
 * and sends only what differs, in one commit. Each file is read once and exactly those
 * bytes are sent; a file that is replaced meanwhile is sent by the next call. All that is
 * sent is in memory at once, but for the files of `immutable` folders, which are sent from disk.
 *
 * Retries transient errors, within a deadline. If the answer to a commit is lost, the branch
 * is checked for it before it is sent again. Rejects with {@link HubSyncError}, with Node's
 * system errors if the folder cannot be read, or with the signal's reason.
 */
export async function syncFolder(options: SyncFolderOptions): Promise<SyncResult> {
  return syncRepo(toSettings(options, "dataset"));
}
