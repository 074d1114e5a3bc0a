import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { type DatasetAccess, datasetAccess } from "@envoy/hf-sync";
import { type HubEmulator, startHubEmulator, type TokenAccess } from "@envoy/hub-emulator";
import { createRepo } from "@huggingface/hub";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const repo = "me/solar";
const token = "hf_verysecrettoken";
let folder = "";
let hub: HubEmulator;

async function start(access: TokenAccess): Promise<void> {
  hub = await startHubEmulator({ folder: join(folder, "hub"), token, access });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hf-access-"));
  await start("write");
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

/** The same datasets with a token of other rights. */
async function restartWith(access: TokenAccess): Promise<void> {
  await hub.close();
  await start(access);
}

function create(visibility: "private" | "public" = "private"): Promise<unknown> {
  const accessToken = token;
  return createRepo({ repo: `datasets/${repo}`, accessToken, hubUrl: hub.url, visibility });
}

function ask(
  options: { readonly repo?: string; readonly branch?: string } = {},
): Promise<DatasetAccess> {
  return datasetAccess({ repo, token, endpoint: hub.url, ...options });
}

const scoped = (
  type: "user" | "dataset",
  name: string,
  ...permissions: readonly string[]
): TokenAccess => ({ fineGrained: [{ entity: { type, name }, permissions }] });

describe("what a token may do with a dataset", () => {
  it("may create one that is missing, in its own account only", async () => {
    expect(await ask()).toEqual({
      account: "me",
      tokenRole: "write",
      canWrite: true,
      dataset: undefined,
    });
    expect((await ask({ repo: "somebody/solar" })).canWrite).toBe(false);
  });

  it("counts the commits and the bytes of every version", async () => {
    await create("public");
    hub.commitAs(repo, "a.txt", Buffer.from("text"));
    const { canWrite, dataset } = await ask();
    expect(canWrite).toBe(true);
    expect(dataset).toEqual({ visibility: "public", commits: 2, storedBytes: 0 });
    expect((await ask({ branch: "gone" })).dataset).toEqual({ ...dataset, commits: undefined });
  });

  it("may not write with a token that only reads", async () => {
    await create();
    await restartWith("read");
    expect(await ask()).toMatchObject({ tokenRole: "read", canWrite: false });
    expect((await ask({ repo: "me/other" })).canWrite).toBe(false);
  });

  it.each<[string, TokenAccess, boolean]>([
    ["the account", scoped("user", "me", "repo.content.read", "repo.write"), true],
    ["the dataset", scoped("dataset", repo, "repo.content.read", "repo.write"), true],
    ["another dataset", scoped("dataset", "me/other", "repo.content.read", "repo.write"), false],
    ["reading", scoped("dataset", repo, "repo.content.read"), false],
  ])("follows the scopes of a fine-grained token for %s", async (_, access, canWrite) => {
    await create();
    await restartWith(access);
    expect(await ask()).toMatchObject({ account: "me", tokenRole: "fineGrained", canWrite });
  });

  it("goes by the token's own rights where the Hub has no check of them", async () => {
    await create();
    hub.failNext("auth-check", { status: 404 });
    expect((await ask()).canWrite).toBe(true);
    hub.failNext("auth-check", { status: 503 });
    await expect(ask()).rejects.toMatchObject({ code: "ERR_UNREACHABLE", status: 503 });
  });

  it("does without the bytes if the Hub does not say them", async () => {
    await create();
    hub.failNext("info", {
      status: 200,
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    hub.failNext("info", { status: 400 });
    expect((await ask()).dataset?.storedBytes).toBeUndefined();
  });
});

describe("a token that cannot be checked", () => {
  it.each(["hf_another", "sk_not-the-hubs"])("is unknown to the Hub: %s", async (wrong) => {
    const error = await datasetAccess({ repo, token: wrong, endpoint: hub.url }).catch((e) => e);
    expect(error).toMatchObject({ code: "ERR_UNAUTHORIZED" });
    expect(inspect(error, { depth: 9 })).not.toContain(wrong);
  });

  it("is not told apart from an answer that is none", async () => {
    hub.failNext("whoami", { status: 200, body: "<html>log in to this network</html>" });
    await expect(ask()).rejects.toMatchObject({ code: "ERR_UNREACHABLE" });
    hub.failNext("whoami", { status: 200, body: "{}" });
    await expect(ask()).rejects.toMatchObject({ code: "ERR_UNREACHABLE" });
  });

  it("ends with the signal", async () => {
    hub.failNext("whoami", "stall");
    const signal = AbortSignal.timeout(50);
    await expect(datasetAccess({ repo, token, endpoint: hub.url, signal })).rejects.toMatchObject({
      name: "TimeoutError",
    });
  });
});
