import { HubSyncError } from "./errors.js";
import { listLocalFiles } from "./local-files.js";
import { appFile, isHubsOwnCard, renderSpaceCard, type SpaceCard } from "./space-card.js";
import { type SyncFolderOptions, toSettings } from "./sync-options.js";
import { type SyncResult, syncRepo } from "./sync-repo.js";

const cardFile = "README.md";

/** Options of {@link syncSpace}: those of `syncFolder`, without parts of the repository, since the whole of it is the page. */
export interface SyncSpaceOptions
  extends Omit<SyncFolderOptions, "pathInRepo" | "moreFolders" | "delete" | "extraFiles"> {
  /** "user/name" of a static Space. */
  readonly repo: string;
  /** Written to `README.md` if there is none, or only the Hub's own; from then on it is the owner's. */
  readonly card: SpaceCard;
}

/**
 * Makes a static Space serve a page: its repository holds the files of the folder, and no other
 * than `README.md` and `.gitattributes`, after one commit. With the guarantees of `syncFolder`. Refuses
 * a folder without `index.html` and a Space with another SDK, whose files it would delete.
 */
export async function syncSpace({ card, ...options }: SyncSpaceOptions): Promise<SyncResult> {
  const exclude = [...(options.exclude ?? []), cardFile];
  const settings = toSettings(
    {
      ...options,
      exclude,
      pathInRepo: "",
      moreFolders: [],
      delete: (path) => path !== cardFile,
      extraFiles: async (read) => {
        const present = await read(cardFile);
        const isOwners = present !== undefined && !isHubsOwnCard(new TextDecoder().decode(present));
        const bytes = new TextEncoder().encode(renderSpaceCard(card));
        return new Map(isOwners ? [] : [[cardFile, bytes]]);
      },
    },
    "space",
  );
  const [{ folder, include }] = settings.folders;
  const files = await listLocalFiles(folder, include, exclude);
  if (!files.some(({ path }) => path === appFile)) {
    const message = `There is no ${appFile} to send from ${folder}. Build the page first, or name its folder.`;
    throw new HubSyncError("ERR_NO_PAGE", message);
  }
  return syncRepo(settings);
}
