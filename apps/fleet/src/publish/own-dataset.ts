import { FleetTableError, parseManifest, type TableManifest } from "@envoy/fleet-table";
import { exitCode, FleetError } from "../errors/exit-code.js";

/** The path of a table's manifest, in a dataset as in a generation. */
export const manifestPath = "manifest.json";

/** The path of a dataset's card. */
export const cardPath = "README.md";

/** The folders that only the table's files are in. */
const tableFolders = ["data/", "recent/"];

/** What a dataset has that nobody put there: the Hub's own file, and a card that was made with it. */
const madeByHub = new Set([".gitattributes", cardPath]);

/** What is known of the dataset before it is changed. */
export interface PresentDataset {
  readonly repo: string;
  readonly paths: ReadonlySet<string>;
  /** The text of its manifest; undefined if there is none. */
  readonly manifest: string | undefined;
}

/**
 * Throws `FleetError` if publishing a generation would destroy what this fleet did not publish: the files of a dataset that
 * is not empty and no fleet's, or a later generation.
 */
export function checkOwnDataset(
  { repo, paths, manifest: text }: PresentDataset,
  generation: number,
): void {
  const published = text === undefined ? undefined : fleetManifest(text);
  if (published === undefined) {
    const other = [...paths].find((path) => !madeByHub.has(path));
    if (other === undefined) return;
    throw new FleetError(
      exitCode.publish,
      `${repo} is not empty and was not published by envoy-fleet: it has ${other}. Nothing was changed. Name an empty or a new dataset in [publish]; or publish with --force, which deletes all other files below data/ and recent/ and replaces gateways.parquet and manifest.json.`,
    );
  }
  if (published.generation <= generation) return;
  throw new FleetError(
    exitCode.publish,
    `${repo} has generation ${published.generation} already, and the table here only generation ${generation}: it may be another fleet's, or the table was restored or made anew. Nothing was changed. If this table shall replace it: envoy-fleet publish --force`,
  );
}

/** Whether a file that only the dataset has is one of an earlier generation's. */
export function isLeftTable(path: string): boolean {
  return tableFolders.some((folder) => path.startsWith(folder));
}

function fleetManifest(text: string): TableManifest | undefined {
  try {
    return parseManifest(text);
  } catch (error) {
    if (error instanceof FleetTableError) return undefined;
    throw error;
  }
}
