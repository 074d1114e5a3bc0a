/**
 * What the token may do: everything that its account may, only read, or, for a fine-grained one,
 * what its scopes list.
 */
export type TokenAccess = "write" | "read" | { readonly fineGrained: readonly TokenScope[] };

/** Permissions for the repositories of an account, or for one dataset. */
export interface TokenScope {
  readonly entity: { readonly type: "user" | "org" | "dataset"; readonly name: string };
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

/** Whether the token may write to a dataset, or create it. */
export function canWrite(access: TokenAccess, dataset: string): boolean {
  return typeof access === "string"
    ? access === "write" && dataset.startsWith(`${account}/`)
    : isGranted(access.fineGrained, dataset, "repo.write");
}

/** Whether the token can see a private dataset; if not, the Hub answers as if there were none. */
export function canSee(access: TokenAccess, dataset: string): boolean {
  return typeof access === "string"
    ? dataset.startsWith(`${account}/`)
    : isGranted(access.fineGrained, dataset, "repo.content.read");
}

function isGranted(scopes: readonly TokenScope[], dataset: string, permission: string): boolean {
  const [owner] = dataset.split("/");
  return scopes.some(
    ({ entity, permissions }) =>
      entity.name === (entity.type === "dataset" ? dataset : owner) &&
      permissions.includes(permission),
  );
}
