import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import { createRepo, pathsInfo, snapshotDownload, whoAmI } from "@huggingface/hub";
import { describe, expect, it } from "vitest";
import { eachWithHub } from "./support/each-with-hub.js";

let folder = "";
let hub: HubEmulator;
eachWithHub({ pageSize: 2, partBytes: 1000 }, (emulator, itsFolder) => {
  hub = emulator;
  folder = itsFolder;
});

const hfjs = join(dirname(createRequire(import.meta.url).resolve("@huggingface/hub")), "cli.js");

function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

function post(path: string, body: string): Promise<Response> {
  const headers = { authorization: `Bearer ${hub.token}` };
  return fetch(hub.url + path, { method: "POST", headers, body });
}

/** How many uploads the Hub asks for to have a content: none if it is stored. */
async function uploadsAskedFor(content: string): Promise<number> {
  const objects = [{ oid: sha256(content), size: content.length }];
  const answer = await post(
    "/datasets/me/solar.git/info/lfs/objects/batch",
    JSON.stringify({ objects }),
  );
  return (await answer.text()).split('"upload"').length - 1;
}

/** The library's own command line, unmodified. */
function runHfjs(
  ...args: string[]
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [hfjs, ...args, "--token", hub.token], {
      env: { PATH: process.env["PATH"], HF_ENDPOINT: hub.url },
    });
    let output = "";
    const add = (data: unknown): void => {
      output += String(data);
    };
    child.stdout.on("data", add);
    child.stderr.on("data", add);
    child.on("close", (code) => resolve({ code, output }));
  });
}

describe("the library's command line against the emulator", () => {
  it("creates a dataset, uploads a folder to it, and the library downloads it again", async () => {
    const files: Readonly<Record<string, Uint8Array>> = {
      "README.md": Buffer.from("# Hello\n"),
      "data/a.parquet": Buffer.from("PAR1 small"),
      "data/deep/b.parquet": Buffer.alloc(2500, "PAR1"),
    };
    for (const [path, bytes] of Object.entries(files)) {
      const full = join(folder, "local", path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, bytes);
    }
    const { code, output } = await runHfjs("upload", "datasets/me/solar", join(folder, "local"));
    expect(code, output).toBe(0);
    expect(hub.commits("me/solar").map(({ title }) => title)).toHaveLength(2);
    const hubUrl = hub.url;
    const accessToken = hub.token;
    const snapshot = await snapshotDownload({
      repo: "datasets/me/solar",
      cacheDir: join(folder, "cache"),
      hubUrl,
      accessToken,
    });
    for (const [path, bytes] of Object.entries(files)) {
      expect(Buffer.compare(await readFile(join(snapshot, path)), bytes), path).toBe(0);
    }
    const [info] = await pathsInfo({
      repo: "datasets/me/solar",
      paths: ["data/deep/b.parquet"],
      hubUrl,
      accessToken,
    });
    expect(info?.lfs?.size).toBe(2500);
    expect(await whoAmI({ accessToken, hubUrl })).toMatchObject({ name: "me" });
  }, 60_000);

  it("refuses another token, and a commit whose parent is not the latest one", async () => {
    await expect(whoAmI({ accessToken: "hf_wrong", hubUrl: hub.url })).rejects.toMatchObject({
      statusCode: 401,
    });
    await createRepo({ repo: "datasets/me/solar", accessToken: hub.token, hubUrl: hub.url });
    const header = { key: "header", value: { summary: "x", parentCommit: "0".repeat(40) } };
    const answer = await fetch(`${hub.url}/api/datasets/me/solar/commit/main`, {
      method: "POST",
      headers: { authorization: `Bearer ${hub.token}` },
      body: JSON.stringify(header),
    });
    expect(answer.status).toBe(412);
  }, 60_000);

  it("lets a token that only reads see a dataset, and neither create nor change one", async () => {
    const place = { repo: "datasets/me/solar", accessToken: hub.token };
    await createRepo({ ...place, hubUrl: hub.url });
    const options = { folder: join(folder, "hub"), access: "read" } as const;
    await using reader = await startHubEmulator(options);
    const ask = async (path: string, init: RequestInit = {}): Promise<number> => {
      const headers = { authorization: `Bearer ${reader.token}` };
      return (await fetch(reader.url + path, { ...init, headers })).status;
    };
    expect(await ask("/api/datasets/me/solar")).toBe(200);
    expect(await ask("/api/datasets/me/solar/auth-check/write")).toBe(403);
    const body = JSON.stringify({ key: "header", value: { summary: "x" } });
    const commit = "/api/datasets/me/solar/commit/main";
    expect(await ask(commit, { method: "POST", body })).toBe(403);
    const files = JSON.stringify({ files: [] });
    const preupload = "/api/datasets/me/solar/preupload/main";
    expect(await ask(preupload, { method: "POST", body: files })).toBe(403);
    await expect(
      createRepo({ ...place, repo: "datasets/me/other", hubUrl: reader.url }),
    ).rejects.toMatchObject({ statusCode: 403 });
  });

  it("hides a private dataset from a fine-grained token without a scope for it", async () => {
    const place = { repo: "datasets/me/solar", accessToken: hub.token };
    await createRepo({ ...place, hubUrl: hub.url, visibility: "private" });
    const entity = { type: "dataset", name: "me/other" } as const;
    const access = { fineGrained: [{ entity, permissions: ["repo.content.read", "repo.write"] }] };
    await using narrow = await startHubEmulator({ folder: join(folder, "hub"), access });
    const headers = { authorization: `Bearer ${narrow.token}` };
    expect((await fetch(`${narrow.url}/api/datasets/me/solar`, { headers })).status).toBe(404);
  });

  it("serves ranges, and does a fault once", async () => {
    const place = { repo: "datasets/me/solar", accessToken: hub.token, hubUrl: hub.url };
    await createRepo({ ...place, visibility: "private" });
    hub.commitAs("me/solar", "a.txt", Buffer.from("0123456789"));
    const url = `${hub.url}/datasets/me/solar/resolve/main/a.txt`;
    const get = (range: string): Promise<string> =>
      fetch(url, { headers: { authorization: `Bearer ${hub.token}`, range } }).then((r) =>
        r.text(),
      );
    expect([await get("bytes=2-4"), await get("bytes=7-"), await get("bytes=-2")]).toEqual([
      "234",
      "789",
      "89",
    ]);
    hub.failNext("resolve", { status: 503 });
    expect((await fetch(url)).status).toBe(503);
    expect((await fetch(url)).status).toBe(401);
  }, 60_000);

  it("stores no content whose SHA-256 is not the announced one, and forgets its parts", async () => {
    const [good, bad] = ["0123456789", "01234bad"];
    const link = (content: string): string => `${hub.url}/lfs-storage/${sha256(content)}`;
    const put = async (url: string, body: string): Promise<number> =>
      (await fetch(url, { method: "PUT", body })).status;
    expect(await put(link(good), bad)).toBe(400);
    expect(await put(`${link(good)}?part=1`, "01234")).toBe(200);
    expect(await put(`${link(good)}?part=2`, "bad")).toBe(200);
    const complete = async (): Promise<number> =>
      (await fetch(`${link(good)}?complete`, { method: "POST", body: "{}" })).status;
    expect(await complete()).toBe(400);
    expect(await uploadsAskedFor(bad)).toBe(1);
    expect(await put(`${link(good)}?part=1`, good)).toBe(200);
    expect(await complete()).toBe(200);
    expect(await uploadsAskedFor(good)).toBe(0);
  });

  it.each(["rubbish", "[]", "{}", '{"objects":7}', '{"objects":[{"oid":1}]}'])(
    "refuses a body that it cannot read: %s",
    async (body) => {
      expect((await post("/datasets/me/solar.git/info/lfs/objects/batch", body)).status).toBe(400);
    },
  );

  it("knows no other path, and no other method of a path", async () => {
    const headers = { authorization: `Bearer ${hub.token}` };
    expect((await fetch(`${hub.url}/api/whoami-v2`, { headers })).status).toBe(200);
    expect((await fetch(`${hub.url}/api/whoami-v1`, { headers })).status).toBe(404);
    const post = await fetch(`${hub.url}/api/whoami-v2`, { headers, method: "POST" });
    expect(post.status).toBe(404);
  });
});
