/** The Hub's types of repository that are synced; the Hub has models too. */
export type RepoType = "dataset" | "space";

/** Where a repository is. */
export interface RepoPlace {
  readonly repoType: RepoType;
  /** "user/name" */
  readonly repo: string;
  readonly endpoint: string;
}

/** What a person calls it. */
export function nounOf(repoType: RepoType): string {
  return repoType === "space" ? "Space" : "dataset";
}

/** Where a person sees it. */
export function urlOf({ repoType, repo, endpoint }: RepoPlace): string {
  return `${endpoint.replace(/\/+$/, "")}/${repoType}s/${repo}`;
}
