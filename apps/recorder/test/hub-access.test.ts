import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HubEmulator, startHubEmulator, type TokenAccess } from "@envoy/hub-emulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HubAccess, type HubPlace, hubAccess } from "../src/upload/hub-access.js";

const token = "hf_verysecrettoken";
const repo = "me/solar";
let folder = "";
let hub: HubEmulator;

async function start(access: TokenAccess): Promise<void> {
  hub = await startHubEmulator({ folder: join(folder, "hub"), token, access });
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hub-access-"));
  await start("write");
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

function ask(place: Partial<HubPlace> = {}): Promise<HubAccess> {
  const options = { repo, token, endpoint: hub.url, branch: "main", isPrivate: true, ...place };
  return hubAccess(options, AbortSignal.timeout(5000));
}

async function create(visibility: "private" | "public"): Promise<void> {
  await fetch(`${hub.url}/api/repos/create`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ organization: "me", name: "solar", type: "dataset", visibility }),
  });
}

describe("what the Hub says before an upload", () => {
  it("is that the account may create the dataset, or may write to it", async () => {
    expect(await ask()).toEqual({
      status: "ok",
      message: "me may create me/solar, private, at the first upload",
    });
    await create("private");
    expect(await ask()).toEqual({
      status: "ok",
      message: "me may write to me/solar: private, 1 commit, 0.0 MB",
    });
  });

  it("is that the token is unknown, and where to create one; the token is not repeated", async () => {
    const answer = await ask({ token: "hf_another" });
    expect(answer).toMatchObject({ status: "fail", message: `${hub.url} does not know the token` });
    expect(answer.advice).toContain(`${hub.url}/settings/tokens`);
    expect(JSON.stringify(answer)).not.toContain("hf_another");
  });

  it("is that a token only reads, or has no right to that account", async () => {
    expect((await ask({ repo: "somebody/solar" })).message).toBe(
      "the token of me, whose role is write, may not write to somebody/solar",
    );
    await hub.close();
    await start("read");
    expect(await ask()).toMatchObject({
      status: "fail",
      message: "the token of me, whose role is read, may not write to me/solar",
    });
  });

  it("is that nothing answers, in one sentence", async () => {
    await hub.close();
    const { status, message } = await ask();
    expect([status, message]).toEqual(["fail", expect.stringMatching(/^No answer from .*[^.]$/)]);
  });

  it("is that the branch is missing", async () => {
    await create("private");
    expect(await ask({ branch: "solar" })).toMatchObject({
      status: "fail",
      message: 'me/solar has no branch "solar"',
    });
  });

  it("is a warning of a public dataset that was meant to be private", async () => {
    await create("public");
    expect(await ask()).toMatchObject({ status: "warn" });
    expect(await ask({ isPrivate: false })).toMatchObject({ status: "ok" });
  });

  it("is a warning of many commits, and of much private data", async () => {
    await create("private");
    const headers = { "content-type": "application/json", "x-total-count": "4000" };
    hub.failNext("commits", { status: 200, headers, body: "[]" });
    expect(await ask()).toMatchObject({
      status: "warn",
      advice: expect.stringContaining("intervals.upload_every_n_minutes"),
    });
    const info = (body: string): void => hub.failNext("info", { status: 200, headers, body });
    info('{"private":true}');
    info('{"usedStorage":90000000000}');
    expect(await ask()).toMatchObject({
      status: "warn",
      advice: expect.stringContaining("100 GB"),
    });
  });

  it("is nothing, of an endpoint that does not answer", async () => {
    await hub.close();
    const answer = await ask();
    expect(answer.status).toBe("fail");
    expect(answer.message).toContain("ECONNREFUSED");
    await start("write");
  });
});
