/**
 * What the token may do: everything that its account may, only read, or, for a fine-grained one,
 * what its scopes list.
 */
export type TokenAccess = "write" | "read" | { readonly fineGrained: readonly TokenScope[] };

/** Permissions for the repositories of an account, or for one dataset or Space. */
export interface TokenScope {
  readonly entity: { readonly type: "user" | "org" | "dataset" | "space"; readonly name: string };
  /** Such as `repo.content.read` and `repo.write`. */
  readonly permissions: readonly string[];
}

/** The account that the token belongs to. */
export const account = "me";

/** The token, as `whoami-v2` describes it. */
export function describeToken(access: TokenAccess): unknown {
  const token = { displayName: "emulated", createdAt: "2025-01-01T00:00:00.000Z" };
  if (typeof access === "string") return { ...token, role: access };
  const fineGrained = { canReadGatedRepos: false, global: [], scoped: access.fineGrained };
  return { ...token, role: "fineGrained", fineGrained };
}

/** Whether a token may write to a repository such as "datasets/me/solar", or create it. */
export function canWrite(access: TokenAccess, repo: string): boolean {
  return typeof access === "string"
    ? access === "write" && ownerOf(repo) === account
    : isGranted(access.fineGrained, repo, "repo.write");
}

/** Whether a token can see a private repository; if not, the Hub answers as if there were none. */
export function canSee(access: TokenAccess, repo: string): boolean {
  return typeof access === "string"
    ? ownerOf(repo) === account
    : isGranted(access.fineGrained, repo, "repo.content.read");
}

function isGranted(scopes: readonly TokenScope[], repo: string, permission: string): boolean {
  return scopes.some(({ entity: { type, name }, permissions }) => {
    const isOwners = (type === "user" || type === "org") && name === ownerOf(repo);
    return (isOwners || `${type}s/${name}` === repo) && permissions.includes(permission);
  });
}

function ownerOf(repo: string): string | undefined {
  return repo.split("/")[1];
}
