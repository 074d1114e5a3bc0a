import type { RepoType } from "./repo-type.js";

/** What `whoami-v2` says of a token. */
export interface TokenRights {
  readonly account: string;
  readonly tokenRole: string | undefined;
  readonly mayWrite: boolean;
}

/**
 * Whether a token may write to a repository or create it, from the Hub's answer to `whoami-v2`: a
 * role of "read", "write" or "fineGrained", and the scopes of the last. Throws `TypeError` if the
 * answer has no account. (https://huggingface.co/docs/hub/security-tokens)
 */
export function tokenRights(identity: unknown, repo: string, repoType: RepoType): TokenRights {
  const account = textIn(identity, "name");
  if (account === undefined) throw new TypeError("its answer names no account");
  const [owner] = repo.split("/");
  const token = fieldOf(fieldOf(identity, "auth"), "accessToken");
  const tokenRole = textIn(token, "role");
  const membership = listIn(identity, "orgs").find((org) => textIn(org, "name") === owner);
  const isOwners = account === owner || (membership !== undefined && mayContribute(membership));
  // A login in a browser has no token with a role of its own.
  const mayWrite =
    tokenRole === "fineGrained"
      ? listIn(fieldOf(token, "fineGrained"), "scoped").some((scope) =>
          covers(scope, repo, repoType),
        )
      : isOwners && tokenRole !== "read";
  return { account, tokenRole, mayWrite };
}

/** An organization's role; a member with "read" writes to nothing. */
function mayContribute(membership: unknown): boolean {
  return textIn(membership, "roleInOrg") !== "read";
}

/** Whether a scope is for the repository itself, or for all of its owner's, and lets write. */
function covers(scope: unknown, repo: string, repoType: RepoType): boolean {
  const entity = fieldOf(scope, "entity");
  const name = textIn(entity, "type") === repoType ? repo : repo.split("/")[0];
  const permissions = listIn(scope, "permissions");
  return textIn(entity, "name") === name && permissions.includes("repo.write");
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === "string" ? field : undefined;
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}
