import { createHash } from "node:crypto";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import { createRepo } from "@huggingface/hub";
import { describe, expect, it } from "vitest";
import { eachWithHub } from "./support/each-with-hub.js";

const page = "https://me-page.static.hf.space";
const large = Buffer.from("PAR1 0123456789");
const sha256 = createHash("sha256").update(large).digest("hex");

let hub: HubEmulator;
let folder = "";
eachWithHub({}, (emulator, itsFolder) => {
  hub = emulator;
  folder = itsFolder;
});

/** A dataset with a large and a small file. */
async function create(visibility: "private" | "public"): Promise<void> {
  const place = { repo: "datasets/me/solar", accessToken: hub.token, hubUrl: hub.url };
  await createRepo({ ...place, visibility });
  hub.commitAs("me/solar", "data/a.parquet", large);
  hub.commitAs("me/solar", "manifest.json", Buffer.from("{}"));
}

/** What a page's script sends; no browser is here to refuse the answer. */
function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { origin: page, ...init.headers } });
}

function resolve(path: string, init: RequestInit = {}): Promise<Response> {
  return ask(`${hub.url}/datasets/me/solar/resolve/main/${path}`, init);
}

const signed = (): Record<string, string> => ({ authorization: `Bearer ${hub.token}` });

async function link(): Promise<string> {
  const answer = await resolve("data/a.parquet", { redirect: "manual", headers: signed() });
  return answer.headers.get("location") ?? "";
}

function preflight(url: string, headers: string): Promise<Response> {
  const asked = {
    "access-control-request-method": "GET",
    "access-control-request-headers": headers,
  };
  return ask(url, { method: "OPTIONS", headers: asked });
}

describe("a large file", () => {
  it.each(["GET", "HEAD"])("is at another origin, where %s is redirected to", async (method) => {
    await create("public");
    const answer = await resolve("data/a.parquet", { method, redirect: "manual" });
    expect(answer.status).toBe(302);
    expect(new URL(answer.headers.get("location") ?? "").origin).not.toBe(hub.url);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "x-linked-etag": `"${sha256}"`,
      "x-linked-size": String(large.byteLength),
      "x-repo-commit": hub.commits("me/solar")[0]?.oid,
      "access-control-allow-origin": page,
    });
    const followed = await resolve("data/a.parquet", { method });
    expect(followed.status).toBe(200);
    expect(followed.headers.get("content-length")).toBe(String(large.byteLength));
    expect(await followed.text()).toBe(method === "GET" ? String(large) : "");
  });

  it("is sent in parts by the storage, which lets every origin read all headers", async () => {
    await create("public");
    const part = await resolve("data/a.parquet", { headers: { range: "bytes=5-7" } });
    expect([part.status, await part.text()]).toEqual([206, "012"]);
    expect(Object.fromEntries(part.headers)).toMatchObject({
      "content-range": `bytes 5-7/${large.byteLength}`,
      etag: `"${sha256}"`,
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "*",
    });
    const beyond = await resolve("data/a.parquet", { headers: { range: "bytes=99-" } });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */15"]);
  });

  it("needs no token at the storage, and the storage takes none", async () => {
    await create("private");
    const url = await link();
    expect(await (await ask(url)).text()).toBe(String(large));
    expect((await ask(url, { headers: signed() })).status).toBe(400);
  });

  it("is refused to a link that was changed or is too old", async () => {
    await create("public");
    const url = await link();
    const later = url.replace(/Expires=\d/, "Expires=9");
    expect((await ask(later)).status).toBe(403);
    const options = { folder: `${folder}/hub`, linkLifetimeMs: 0 };
    await using hasty = await startHubEmulator(options);
    const answer = await ask(`${hasty.url}/datasets/me/solar/resolve/main/data/a.parquet`);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("expired")]);
  });

  it("meets faults at the storage, and is listed among the requests", async () => {
    await create("public");
    hub.failNext("storage", { status: 503 });
    hub.failNext("storage", "reset");
    expect((await resolve("data/a.parquet")).status).toBe(503);
    await expect(resolve("data/a.parquet")).rejects.toThrow("fetch failed");
    expect((await resolve("data/a.parquet")).status).toBe(200);
    const storage = new URL(await link()).origin;
    expect(hub.requests.filter((request) => request.startsWith(`GET ${storage}/`))).toHaveLength(3);
  });
});

describe("a preflight", () => {
  it("is answered by the Hub and by the storage", async () => {
    await create("private");
    const url = `${hub.url}/datasets/me/solar/resolve/main/data/a.parquet`;
    const atHub = await preflight(url, "authorization,range");
    expect(atHub.status).toBe(204);
    expect(Object.fromEntries(atHub.headers)).toMatchObject({
      "access-control-allow-origin": page,
      "access-control-allow-headers": "authorization,range",
    });
    const atStorage = await preflight(await link(), "range");
    expect(atStorage.status).toBe(204);
    expect(Object.fromEntries(atStorage.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "range",
    });
  });

  it("is refused by a storage that only takes GET, as HEAD is", async () => {
    await create("public");
    await using strict = await startHubEmulator({
      folder: `${folder}/hub`,
      isStorageGetOnly: true,
    });
    const path = "/datasets/me/solar/resolve/main/data/a.parquet";
    const answer = await fetch(strict.url + path, { redirect: "manual" });
    const refused = await preflight(answer.headers.get("location") ?? "", "range");
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([
      403,
      null,
    ]);
    expect((await ask(strict.url + path, { method: "HEAD" })).status).toBe(403);
    expect((await ask(strict.url + path)).status).toBe(200);
  });
});

describe("a page without a token", () => {
  const info = (): string => `${hub.url}/api/datasets/me/solar/revision/main`;

  it("reads a public dataset at one commit, whatever is committed later", async () => {
    await create("public");
    const answer = await ask(info());
    expect(answer.headers.get("access-control-allow-origin")).toBe(page);
    const sha = hub.commits("me/solar")[0]?.oid;
    expect(await answer.json()).toMatchObject({ sha });
    hub.commitAs("me/solar", "manifest.json", Buffer.from('{"later":1}'));
    const pinned = await ask(`${hub.url}/datasets/me/solar/resolve/${sha}/manifest.json`);
    expect(await pinned.text()).toBe("{}");
    expect(pinned.headers.get("access-control-expose-headers")).toContain("X-Repo-Commit");
    expect(pinned.headers.get("x-repo-commit")).toBe(sha);
    expect(await (await resolve("manifest.json")).text()).toBe('{"later":1}');
  });

  it("may read why it was refused a private one, and is given it with the token", async () => {
    await create("private");
    const refused = await ask(info());
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([
      401,
      page,
    ]);
    expect((await resolve("manifest.json")).status).toBe(401);
    expect((await ask(info(), { headers: signed() })).status).toBe(200);
    const headers = signed();
    expect(await (await resolve("data/a.parquet", { headers })).text()).toBe(String(large));
    const missing = `${hub.url}/api/datasets/me/missing/revision/main`;
    expect((await ask(missing)).status).toBe(401);
    expect((await ask(missing, { headers })).status).toBe(404);
    expect((await ask(info(), { headers: { authorization: "Bearer hf_wrong" } })).status).toBe(401);
  });

  it.each([
    [
      "/api/datasets/me/solar/commit/main",
      JSON.stringify({ key: "header", value: { summary: "x" } }),
    ],
    ["/api/datasets/me/solar/preupload/main", '{"files":[]}'],
    ["/datasets/me/solar.git/info/lfs/objects/batch", '{"objects":[]}'],
    ["/api/repos/create", '{"type":"dataset","organization":"me","name":"x"}'],
  ])("changes nothing: %s", async (path, body) => {
    await create("public");
    const { length } = hub.commits("me/solar");
    expect((await ask(hub.url + path, { method: "POST", body })).status).toBe(401);
    expect((await ask(`${hub.url}/api/whoami-v2`)).status).toBe(401);
    expect(hub.commits("me/solar")).toHaveLength(length);
  });
});
