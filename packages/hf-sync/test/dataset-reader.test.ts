import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DatasetReaderOptions, datasetReader, HubSyncError } from "@envoy/hf-sync";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder = "";
let hub: HubEmulator;
const large = Buffer.from("PAR1 large content");
const small = Buffer.from('{"small":true}');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dataset-reader-"));
  hub = await startHubEmulator({ folder, access: "read", pageSize: 2 });
  const owner = await startHubEmulator({ folder });
  for (const [name, visibility] of [
    ["solar", "public"],
    ["secret", "private"],
  ] as const) {
    await fetch(`${owner.url}/api/repos/create`, {
      method: "POST",
      headers: { authorization: `Bearer ${owner.token}` },
      body: JSON.stringify({ type: "dataset", organization: "me", name, visibility }),
    });
    owner.commitAs(`me/${name}`, "data/a.parquet", large);
    owner.commitAs(`me/${name}`, "data/deep/b.parquet", large);
    owner.commitAs(`me/${name}`, "data/c d.json", small);
    owner.commitAs(`me/${name}`, "manifest.json", small);
  }
  await owner.close();
});

afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

const waits: number[] = [];
function reader(options: Partial<DatasetReaderOptions> = {}): ReturnType<typeof datasetReader> {
  waits.length = 0;
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  return datasetReader({ repo: "me/solar", endpoint: hub.url, sleep, ...options });
}

const limit = { maxBytes: 1000 };

async function errorOf(asked: Promise<unknown>): Promise<HubSyncError> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof HubSyncError) return error;
  throw new Error(`not a HubSyncError: ${String(error)}`);
}

describe("a file of a dataset", () => {
  it.each([
    ["a small one", "manifest.json", small],
    ["a large one, from where the Hub redirects to", "data/a.parquet", large],
    ["one whose name needs encoding", "data/c d.json", small],
  ])("is read with the commit and an ETag: %s", async (_, path, bytes) => {
    const found = await reader().read(path, limit);
    const commit = hub.commits("me/solar")[0]?.oid;
    expect(found).toEqual({
      isUnchanged: false,
      bytes: new Uint8Array(bytes),
      commit,
      etag: expect.stringMatching(/^"/),
    });
  });

  it.each(["manifest.json", "data/a.parquet"])(
    "is not sent again while it is the same: %s",
    async (path) => {
      const found = await reader().read(path, limit);
      if (found?.isUnchanged !== false) throw new Error("nothing was read");
      expect(await reader().read(path, { ...limit, unlessEtag: found.etag })).toEqual({
        isUnchanged: true,
      });
      hub.commitAs("me/solar", path, Buffer.from("PAR1 other"));
      expect(await reader().read(path, { ...limit, unlessEtag: found.etag })).toMatchObject({
        isUnchanged: false,
      });
    },
  );

  it("is read as it was at a commit", async () => {
    const commit = hub.commits("me/solar")[0]?.oid ?? "";
    hub.commitAs("me/solar", "manifest.json", Buffer.from("newer"));
    expect(await reader().read("manifest.json", { ...limit, revision: commit })).toMatchObject({
      bytes: new Uint8Array(small),
    });
  });

  it("is undefined if only the file is missing", async () => {
    expect(await reader().read("none.json", limit)).toBeUndefined();
  });

  it.each(["manifest.json", "data/a.parquet"])(
    "is refused, once, if it is longer than wanted: %s",
    async (path) => {
      const error = await errorOf(reader().read(path, { maxBytes: 5 }));
      expect(error.code).toBe("ERR_TOO_LARGE");
      expect(error.message).toContain(path);
      expect(waits).toEqual([]);
    },
  );

  it("is asked for again after transient errors, when the Hub says", async () => {
    hub.failNext("resolve", { status: 429, headers: { "retry-after": "7" } });
    hub.failNext("resolve", "reset");
    hub.failNext("storage", { status: 503 });
    expect(await reader({ random: () => 0 }).read("data/a.parquet", limit)).toMatchObject({
      bytes: new Uint8Array(large),
    });
    expect(waits).toEqual([7000, 1000, 500]);
  });

  it("is given up after some attempts, or at the deadline", async () => {
    for (let i = 0; i < 3; i++) hub.failNext("resolve", { status: 503 });
    expect(await errorOf(reader({ maxAttempts: 3 }).read("manifest.json", limit))).toMatchObject({
      code: "ERR_UNREACHABLE",
      status: 503,
    });
    hub.failNext("resolve", "stall");
    expect((await errorOf(reader({ deadlineMs: 50 }).read("manifest.json", limit))).code).toBe(
      "ERR_UNREACHABLE",
    );
  });

  it("rejects with the signal's reason", async () => {
    const stop = new AbortController();
    hub.failNext("resolve", "stall");
    const asked = reader({ signal: stop.signal }).read("manifest.json", limit);
    stop.abort(new Error("stopped"));
    await expect(asked).rejects.toThrow("stopped");
  });
});

describe("a dataset that cannot be read", () => {
  it.each([
    ["without a token", undefined, "ERR_UNAUTHORIZED", "without a token"],
    ["with a token that is wrong", "hf_wrong", "ERR_UNAUTHORIZED", "does not accept the token"],
  ])("says so %s", async (_, token, code, words) => {
    const error = await errorOf(reader({ repo: "me/secret", token }).read("manifest.json", limit));
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(words);
    expect(JSON.stringify(error) + error.stack).not.toContain("hf_wrong");
  });

  it("is read with a token that may read it", async () => {
    const asked = reader({ repo: "me/secret", token: hub.token });
    expect(await asked.read("data/a.parquet", limit)).toMatchObject({ isUnchanged: false });
  });

  it("says so if there is none, or no server", async () => {
    const missing = reader({ repo: "me/none", token: hub.token });
    expect((await errorOf(missing.read("manifest.json", limit))).code).toBe("ERR_NOT_FOUND");
    expect((await errorOf(missing.commit())).code).toBe("ERR_NOT_FOUND");
    await hub.close();
    expect((await errorOf(reader().read("manifest.json", limit))).code).toBe("ERR_UNREACHABLE");
  });

  it("is a TypeError if its name cannot be one", () => {
    expect(() => datasetReader({ repo: "../solar" })).toThrow(TypeError);
    expect(() => datasetReader({ repo: "me/solar", token: "two\nlines" })).toThrow(TypeError);
  });
});

describe("the files of a dataset", () => {
  it("are listed below a folder at a commit, page by page, with their hashes", async () => {
    const commit = await reader().commit();
    expect(commit).toBe(hub.commits("me/solar")[0]?.oid);
    const files = await reader().list("data", commit);
    expect(files.map(({ path }) => path)).toEqual([
      "data/a.parquet",
      "data/c d.json",
      "data/deep/b.parquet",
    ]);
    expect(files[0]).toMatchObject({
      bytes: large.byteLength,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(files[1]).toMatchObject({
      bytes: small.byteLength,
      sha256: undefined,
      gitSha1: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it("are none where there is no such folder", async () => {
    expect(await reader().list("none", await reader().commit())).toEqual([]);
  });
});

describe("a Hub that redirects", () => {
  let server: Server;
  const seen: IncomingMessage[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let url = "";
  beforeEach(async () => {
    seen.length = 0;
    server = createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });
  afterEach(() => new Promise((done) => server.close(done)));

  it("to a path of its own gets the token there too, and the commit is that of the first answer", async () => {
    answer = ({ url: path }, response) => {
      if (path === "/api/resolve-cache/x") response.writeHead(200, { etag: '"1"' }).end("content");
      else
        response
          .writeHead(307, { location: "/api/resolve-cache/x", "x-repo-commit": "c0ffee" })
          .end();
    };
    const found = await reader({ endpoint: url, token: "hf_t" }).read("manifest.json", limit);
    expect(found).toMatchObject({ commit: "c0ffee", etag: '"1"' });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer hf_t",
      "Bearer hf_t",
    ]);
  });

  it("to another origin does not send the token there", async () => {
    answer = (_, response) =>
      void response.writeHead(302, { location: `${hub.url}/elsewhere` }).end();
    const asked = reader({ endpoint: url, token: "hf_t" }).read("manifest.json", limit);
    // The emulator would answer 401 to a token that it does not know.
    expect((await errorOf(asked)).code).toBe("ERR_NOT_FOUND");
  });

  it("in a circle is no Hub", async () => {
    answer = (_, response) => void response.writeHead(302, { location: "/again" }).end();
    expect(
      (await errorOf(reader({ endpoint: url }).read("manifest.json", limit))).message,
    ).toContain("circle");
  });
});
