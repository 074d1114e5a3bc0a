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
  /**
   * Tells by the Space's `index.html` whether it is an earlier version of this page. If it is not, nor the one that the Hub
   * writes into a new Space, it is somebody's, and nothing is changed.
   * @default any page is
   */
  readonly isOwnPage?: (index: string) => boolean;
  /** Written to `README.md` if there is none, or only the Hub's own; from then on it is the owner's. */
  readonly card: SpaceCard;
}

/** What the Hub writes into a new static Space, beside a card: an `index.html` with these words, and its style. */
const hubsWelcome = "Welcome to your static Space!";
const hubsStyle = "style.css";

/**
 * Makes a static Space serve a page: after one commit its repository holds the files of the folder, and in that
 * folder's own subfolders no others, such as assets of an earlier build. What else its owner put beside them stays.
 * With the guarantees of `syncFolder`. Refuses a folder without `index.html`, a Space with another SDK, and one that
 * shows another page.
 */
export async function syncSpace({
  card,
  isOwnPage = () => true,
  ...options
}: SyncSpaceOptions): Promise<SyncResult> {
  let isNew = false;
  const exclude = [...(options.exclude ?? []), cardFile];
  const settings = toSettings(
    {
      ...options,
      exclude,
      pathInRepo: "",
      moreFolders: [],
      delete: (path, present) => isReplaced(path, present) || (isNew && path === hubsStyle),
      extraFiles: async (read) => {
        const found = await read(appFile);
        const index = found && new TextDecoder().decode(found);
        isNew = index?.includes(hubsWelcome) === true;
        if (index !== undefined && !isNew && !isOwnPage(index)) throw otherPage(options.repo);
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

/** Whether a file is in a folder that the page has, too, and so of an earlier build. */
function isReplaced(path: string, present: ReadonlySet<string>): boolean {
  const [folder = "", ...rest] = path.split("/");
  return rest.length > 0 && [...present].some((file) => file.startsWith(`${folder}/`));
}

function otherPage(repo: string): HubSyncError {
  const message = `The Space ${repo} shows another page already; nothing was changed. Choose another name, or delete the Space if nobody needs it.`;
  return new HubSyncError("ERR_OTHER_PAGE", message);
}
