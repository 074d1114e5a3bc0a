import { counted } from "../counted.js";
import type { EraseResult } from "./erase-published.js";
import type { ForgetResult } from "./forget-gateway.js";

/** What would be forgotten, and how to do it. */
export function wouldForget(gateway: string, repo: string | undefined): readonly string[] {
  const published =
    repo === undefined
      ? []
      : [
          `  the dataset ${repo}: its rows, and the whole history of the main branch, which becomes one commit`,
        ];
  return [
    `Forgetting ${gateway} cannot be undone. It removes for good:`,
    "  the landing: its files, and what is known of its source but a hash by which it is never pulled again",
    "  the table: its rows in every file, and the older generations",
    "  the reports that name it",
    ...published,
    repo === undefined
      ? "Nothing was done. To do it, say --yes."
      : `Nothing was done. To do it, say --yes; to leave ${repo} as it is, --yes --no-publish.`,
  ];
}

/** What was removed on this machine. */
export function forgotten(gateway: string, result: ForgetResult): readonly string[] {
  const { manifest, rowsRemoved, filesWritten, reports } = result;
  const table =
    manifest === undefined
      ? "There is no table."
      : `Removed ${counted(rowsRemoved, "reading")} from the table and wrote ${counted(filesWritten, "file")} anew (generation ${manifest.generation}); older generations are gone.`;
  return [
    `Forgot ${gateway}: its files and its state are removed from the landing. ${table}`,
    ...(reports.length === 0
      ? []
      : [
          `Removed the reports of ${reports.join(", ")}, which named it. To make one anew: envoy-fleet report --month ${reports[0]}`,
        ]),
  ];
}

/** What was done to the dataset. */
export function erased(repo: string, { sync, squash }: EraseResult): string {
  const did =
    sync.status === "unchanged"
      ? "had the table already"
      : `has the new table (${counted(sync.uploaded.length, "file")} sent, ${counted(sync.deleted.length, "file")} deleted)`;
  const history =
    squash.status === "unchanged"
      ? "its history is one commit"
      : `its history of ${counted(squash.commitsBefore, "commit")} is now one`;
  return `${repo} ${did}, and ${history}.`;
}

/** What no program can erase from here. */
export function notErased(repo: string | undefined): readonly string[] {
  return [
    "What this could not erase:",
    "  the household's own archive, and its [[sources]] in fleet.toml: remove that, and its token file",
    "  backups and copies of the landing, the table and the reports, and reports written elsewhere",
    ...(repo === undefined
      ? []
      : [
          `  copies that readers of ${repo} have made, and duplicates of it on the Hub`,
          "  its other branches, tags and pull requests, which keep their own history: see its settings",
          "  large files that nothing refers to any more, which the Hub removes within about 36 hours; its settings list them",
          "  the dataset viewer's copy (refs/convert/parquet) and the Hub's caches, until they are made anew",
        ]),
  ];
}
