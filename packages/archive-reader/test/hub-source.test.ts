import { inspect } from "node:util";
import { hubSource } from "@envoy/archive-reader";
import { startHubEmulator } from "@envoy/hub-emulator";
import { describe, expect, it } from "vitest";
import { type LoopbackServer, startFileServer, startServer } from "./support/loopback-server.js";
import { fileOf, manifestOf } from "./support/manifests.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const token = "hf_secret";
const path = "data/year=2026/month=5/00000000.parquet";
const commits = ["a".repeat(40), "b".repeat(40)] as const;

/** A Hub with a private dataset of two commits, whose files are at another server. */
async function startHub(): Promise<{
  hub: LoopbackServer;
  storage: LoopbackServer;
  head: { sha: string };
}> {
  const head: { sha: string } = { sha: commits[0] };
  const contents = new Map<string, string>();
  for (const [i, commit] of commits.entries()) {
    contents.set(`/${commit}/solar/${path}`, `May ${i}`);
    const manifest = manifestOf({ [path]: `May ${i}` });
    contents.set(`/${commit}/solar/manifest.json`, JSON.stringify(manifest));
  }
  const storage = await startFileServer((requested) => contents.get(requested));
  const hub = await startServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end(`{"error":"Invalid username or password."}`);
    } else if (request.url === "/api/datasets/me/solar/revision/main?expand=sha") {
      response.end(JSON.stringify({ id: "me/solar", sha: head.sha }));
    } else {
      const [, file] = /^\/datasets\/me\/solar\/resolve\/(.*)$/.exec(request.url ?? "") ?? [];
      if (file === undefined) response.writeHead(404).end();
      else response.writeHead(302, { location: `${storage.url}/${file}` }).end();
    }
  });
  return { hub, storage, head };
}

const textOf = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString();

describe("a private dataset of the Hub", () => {
  it("is read from the commit that the manifest pinned, whatever comes later", async () => {
    const { hub, head } = await startHub();
    const source = hubSource({
      repo: "me/solar",
      endpoint: `${hub.url}/`,
      manifestPath: "solar/manifest.json",
      token,
    });
    const { tables } = await source.manifest();
    expect(tables.readings).toEqual([fileOf(path, "May 0")]);
    head.sha = commits[1];
    expect(textOf(await source.file(fileOf(path, "May 0")))).toBe("May 0");
    expect(hub.requests).toEqual([
      "GET /api/datasets/me/solar/revision/main?expand=sha",
      `GET /datasets/me/solar/resolve/${commits[0]}/solar/manifest.json`,
      `GET /datasets/me/solar/resolve/${commits[0]}/solar/${path}`,
    ]);
    expect((await source.manifest()).tables.readings).toEqual([fileOf(path, "May 1")]);
    expect(textOf(await source.file(fileOf(path, "May 1")))).toBe("May 1");
  });

  it("never shows the token to the server where the files are", async () => {
    const { hub, storage } = await startHub();
    const options = { repo: "me/solar", endpoint: hub.url, manifestPath: "solar/manifest.json" };
    const source = hubSource({ ...options, token });
    await source.file(fileOf(path, "May 0"));
    await source.manifest();
    expect(new Set(hub.authorizations)).toEqual(new Set([`Bearer ${token}`]));
    expect(storage.authorizations).toEqual([undefined, undefined]);
  });

  it.each([undefined, "hf_wrong"])("cannot be read with the token %s", async (wrong) => {
    const { hub } = await startHub();
    const source = hubSource({
      repo: "me/solar",
      endpoint: hub.url,
      ...(wrong === undefined ? {} : { token: wrong }),
    });
    const error = await source.manifest().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "ERR_UNAUTHORIZED",
      status: 401,
      message: expect.stringMatching(
        wrong === undefined ? /If it is private, give a token/ : /The token is not accepted/,
      ),
    });
    expect(inspect(error, { depth: 10 })).not.toContain("hf_wrong");
  });

  it("has no token in the error of a Hub that cannot be reached", async () => {
    const server = await startServer((_, response) => response.destroy());
    const source = hubSource({ repo: "me/solar", endpoint: server.url, token });
    const error = await source.manifest().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "ERR_UNREACHABLE" });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(token);
  });

  it("is not where no commit is named", async () => {
    const server = await startFileServer(() => `{"sha":"../main"}`);
    const source = hubSource({ repo: "me/solar", endpoint: server.url });
    await expect(source.manifest()).rejects.toMatchObject({
      code: "ERR_UNREACHABLE",
      message: expect.stringContaining("names no commit"),
    });
  });

  it.each([
    [{ repo: "solar" }],
    [{ repo: "me/solar/main" }],
    [{ repo: "me/.." }],
    [{ repo: "me/solar", manifestPath: "../manifest.json" }],
    [{ repo: "me/solar", token: "hf_secret\n" }],
    [{ repo: "me/solar", token: "" }],
  ])("is not named by %j", (options) => {
    expect(() => hubSource(options)).toThrow(TypeError);
    expect(() => hubSource(options)).not.toThrow(/hf_secret/);
  });
});

describe("the Hub's protocol", () => {
  it("is what the recorder's own emulator of it speaks", async () => {
    await using hub = await startHubEmulator({ folder: await temporaryFolder() });
    const repo = "me/solar";
    const created = await fetch(`${hub.url}/api/repos/create`, {
      method: "POST",
      headers: { authorization: `Bearer ${hub.token}` },
      body: JSON.stringify({ name: "solar", organization: "me", type: "dataset", private: true }),
    });
    expect(created.status).toBe(200);
    hub.commitAs(repo, path, Buffer.from("May"));
    hub.commitAs(repo, "manifest.json", Buffer.from(JSON.stringify(manifestOf({ [path]: "May" }))));
    const source = hubSource({ repo, endpoint: hub.url, token: hub.token });
    const { tables } = await source.manifest();
    hub.commitAs(repo, path, Buffer.from("another May"));
    for (const file of tables.readings) expect(textOf(await source.file(file))).toBe("May");
    const other = hubSource({ repo: "me/other", endpoint: hub.url, token: hub.token });
    await expect(other.manifest()).rejects.toMatchObject({ code: "ERR_NOT_FOUND", status: 404 });
  });
});
