import { spaceAccess } from "@envoy/hf-sync";
import { startHubEmulator, type TokenAccess } from "@envoy/hub-emulator";
import { createRepo } from "@huggingface/hub";
import { expect, it } from "vitest";
import { eachWithSyncSite, repo, type SyncSite, token } from "./support/sync-site.js";

let site: SyncSite;
eachWithSyncSite((each) => {
  site = each;
});

async function create(): Promise<void> {
  const place = { repo: `spaces/${repo}`, accessToken: token, hubUrl: site.hub.url };
  await createRepo({ ...place, sdk: "static", visibility: "private" });
}

it("tells whether a missing Space may be created, though there is a dataset of its name", async () => {
  await createRepo({ repo: `datasets/${repo}`, accessToken: token, hubUrl: site.hub.url });
  const ask = (of: string): ReturnType<typeof spaceAccess> =>
    spaceAccess({ repo: of, token, endpoint: site.hub.url });
  expect(await ask(repo)).toEqual({
    account: "me",
    tokenRole: "write",
    canWrite: true,
    space: undefined,
  });
  expect((await ask("somebody/page")).canWrite).toBe(false);
});

it("describes a Space", async () => {
  await create();
  expect((await spaceAccess({ repo, token, endpoint: site.hub.url })).space).toEqual({
    visibility: "private",
    sdk: "static",
    commits: 1,
    storedBytes: 0,
  });
});

it.each<["user" | "space" | "dataset", string, boolean]>([
  ["user", "me", true],
  ["space", repo, true],
  ["dataset", repo, false],
])("follows the scope of a fine-grained token for the %s %s", async (type, name, canWrite) => {
  await create();
  const permissions = ["repo.content.read", "repo.write"];
  const access: TokenAccess = { fineGrained: [{ entity: { type, name }, permissions }] };
  await using scoped = await startHubEmulator({ folder: `${site.folder}/hub`, token, access });
  const asked = { token, endpoint: scoped.url };
  expect((await spaceAccess({ ...asked, repo })).canWrite).toBe(canWrite);
  // The Hub's own check, if it has none for Spaces.
  scoped.failNext("auth-check", { status: 404 });
  expect((await spaceAccess({ ...asked, repo })).canWrite).toBe(canWrite);
});
