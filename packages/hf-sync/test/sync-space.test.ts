import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type SyncResult, type SyncSpaceOptions, syncSpace } from "@envoy/hf-sync";
import type { Stage } from "@envoy/hub-emulator";
import { createRepo } from "@huggingface/hub";
import { describe, expect, it } from "vitest";
import { eachWithSyncSite, repo, type SyncSite, token } from "./support/sync-site.js";

const space = `spaces/${repo}`;

let site: SyncSite;
eachWithSyncSite((each) => {
  site = each;
});

/** Syncs the local folder to the Space. */
function sync(options: Partial<SyncSpaceOptions> = {}): Promise<SyncResult> {
  return syncSpace({
    ...site.common(),
    create: "private",
    recordFile: join(site.folder, "state", "space.json"),
    card: { title: "My roof: now", license: "mit" },
    ...options,
  });
}

async function writePage(script = "app-1.js"): Promise<void> {
  await site.write("index.html", `<script src="assets/${script}"></script>`);
  await site.write(`assets/${script}`, "let x;");
  await site.write("engine.wasm", Buffer.from("\0asm"));
}

const card = async (): Promise<string> => String(await site.contentOf("README.md", space));

describe("the page of a Space", () => {
  it("is the whole repository after one commit, with a card and without the Hub's own page", async () => {
    await writePage();
    expect(await sync()).toMatchObject({
      status: "committed",
      visibility: "private",
      deleted: ["style.css"],
      url: `${site.hub.url}/${space}/commit/${site.hub.commits(space)[0]?.oid}`,
    });
    expect(site.hub.commits(space).map(({ title }) => title)).toEqual([
      "Upload 4 files, delete 1",
      "initial commit",
    ]);
    expect(site.paths(space)).toEqual([
      "README.md",
      "assets/app-1.js",
      "engine.wasm",
      "index.html",
    ]);
    expect(await card()).toBe(
      '---\ntitle: "My roof: now"\nsdk: static\napp_file: index.html\npinned: false\nlicense: "mit"\n---\n\n# My roof: now\n',
    );
    expect(await site.contentOf("engine.wasm", space)).toEqual(Buffer.from("\0asm"));
    const page = await fetch(await site.hub.spacePage(space));
    expect(await page.text()).toContain("assets/app-1.js");
    expect(site.hub.commits(repo)).toEqual([]);
  });

  it("loses in the same commit what the built page no longer has", async () => {
    await writePage();
    await sync();
    site.hub.commitAs(space, "theirs.txt", Buffer.from("x"));
    await rm(join(site.folder, "local"), { recursive: true });
    await writePage("app-2.js");
    const { length } = site.hub.commits(space);
    expect(await sync()).toMatchObject({
      uploaded: [{ path: "assets/app-2.js" }, { path: "index.html" }],
      deleted: ["assets/app-1.js"],
    });
    expect(site.hub.commits(space)).toHaveLength(length + 1);
    expect(site.hub.commits(space)[0]?.files).toHaveProperty([".gitattributes"]);
    expect(site.paths(space)).toEqual([
      "README.md",
      "assets/app-2.js",
      "engine.wasm",
      "index.html",
      "theirs.txt",
    ]);
  });

  it("is not put in the place of another page, whose files stay", async () => {
    await createRepo({ repo: space, accessToken: token, hubUrl: site.hub.url, sdk: "static" });
    site.hub.commitAs(space, "assets/photo.txt", Buffer.from("x"));
    site.hub.commitAs(space, "index.html", Buffer.from("My holidays"));
    const before = site.hub.commits(space)[0]?.files;
    await writePage();
    const isOwnPage = (index: string): boolean => index.includes("assets/app-");
    await expect(sync({ isOwnPage })).rejects.toMatchObject({
      code: "ERR_OTHER_PAGE",
      message: expect.stringContaining("me/solar shows another page"),
    });
    expect(site.hub.commits(space)[0]?.files).toEqual(before);
    site.hub.commitAs(space, "index.html", Buffer.from("assets/app-0.js"));
    expect(await sync({ isOwnPage })).toMatchObject({ status: "committed" });
  });

  it("leaves what else is in a new Space", async () => {
    await createRepo({ repo: space, accessToken: token, hubUrl: site.hub.url, sdk: "static" });
    site.hub.commitAs(space, "my-blog.html", Buffer.from("x"));
    await writePage();
    expect(await sync({ isOwnPage: () => false })).toMatchObject({ deleted: ["style.css"] });
    await writePage();
    expect(site.paths(space)).toContain("my-blog.html");
  });

  it("is not sent again if nothing changed, and not compared if the record says so", async () => {
    await writePage();
    await sync();
    const { length } = site.hub.commits(space);
    expect(await sync({ force: true })).toMatchObject({ status: "unchanged" });
    const requests = site.hub.requests.length;
    expect(await sync()).toMatchObject({ status: "unchanged" });
    expect(site.hub.requests).toHaveLength(requests);
    expect(site.hub.commits(space)).toHaveLength(length);
  });

  it("is only planned in a dry run", async () => {
    await writePage();
    expect((await sync({ dryRun: true })).uploaded.map(({ path }) => path)).toEqual([
      "assets/app-1.js",
      "engine.wasm",
      "index.html",
      "README.md",
    ]);
    expect(site.hub.commits(space)).toEqual([]);
  });

  it("does not take the record of a dataset of the same name for its own", async () => {
    await site.write("index.html", "<p>x");
    const recordFile = join(site.folder, "state", "shared.json");
    await site.sync({ recordFile, pathInRepo: "" });
    expect(await sync({ recordFile })).toMatchObject({ status: "committed" });
  });
});

describe("the card of a Space", () => {
  it("stays as its owner edited it, and is not the folder's README", async () => {
    await writePage();
    await site.write("README.md", "# How to build this page\n");
    await sync();
    expect(await card()).toContain("sdk: static");
    const edited = Buffer.from("---\ntitle: Mine\nsdk: static\n---\n\xff\n", "latin1");
    site.hub.commitAs(space, "README.md", edited);
    await site.write("index.html", "<p>other");
    expect((await sync()).uploaded.map(({ path }) => path)).toEqual(["index.html"]);
    expect(await site.contentOf("README.md", space)).toEqual(edited);
  });

  it("is written if its owner deleted it, and says what it is given", async () => {
    await writePage();
    await createRepo({ repo: space, accessToken: token, hubUrl: site.hub.url, sdk: "static" });
    site.hub.commitAs(space, "README.md", Buffer.from("---\nsdk: static\n---\nmine\n"));
    await sync();
    expect(await card()).toContain("mine");
    site.hub.deleteAs(space, "README.md");
    await sync({ force: true, card: { title: 'The "roof"', pinned: true, body: "Hello.\n\n" } });
    expect(await card()).toBe(
      '---\ntitle: "The \\"roof\\""\nsdk: static\napp_file: index.html\npinned: true\n---\n\nHello.\n',
    );
  });
});

describe("nothing is changed", () => {
  it("by a folder without a page", async () => {
    await site.write("app.js", "let x;");
    await expect(sync()).rejects.toMatchObject({ code: "ERR_NO_PAGE" });
    await site.write("index.html", "<p>x");
    await expect(sync({ include: ["*.js"] })).rejects.toMatchObject({ code: "ERR_NO_PAGE" });
    await expect(sync({ folder: join(site.folder, "none") })).rejects.toMatchObject({
      code: "ENOENT",
    });
    expect(site.hub.requests).toEqual([]);
  });

  it("in a Space with another SDK", async () => {
    await writePage();
    await createRepo({ repo: space, accessToken: token, hubUrl: site.hub.url, sdk: "gradio" });
    const error = await sync().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "ERR_NOT_STATIC",
      message: `${site.hub.url}/${space} is no static Space (its SDK: gradio), and nothing was changed. Check the name.`,
    });
    expect(site.hub.commits(space)).toHaveLength(1);
  });

  it("if the Space is missing and is not to be created", async () => {
    await writePage();
    await expect(syncSpace({ ...site.common(), card: { title: "x" } })).rejects.toMatchObject({
      code: "ERR_NOT_FOUND",
      message: expect.stringContaining("no Space me/solar"),
    });
    site.hub.failNext("info", { status: 403 });
    await expect(sync()).rejects.toMatchObject({
      code: "ERR_FORBIDDEN",
      message: expect.stringContaining(`${site.hub.url}/${space}.`),
    });
  });
});

describe("a Space's transient errors", () => {
  it.each<Stage>(["create", "info", "tree", "resolve", "preupload", "batch", "put", "commit"])(
    "are retried at %s",
    async (stage) => {
      await writePage();
      site.hub.failNext(stage, { status: 503 });
      expect(await sync()).toMatchObject({ status: "committed" });
      expect(site.hub.commits(space)).toHaveLength(2);
      expect(site.waits).toEqual([500]);
    },
  );

  it("do not repeat a commit whose answer was lost, nor hide another writer's", async () => {
    await writePage();
    site.hub.failNext("commit", "lost-response");
    const result = await sync();
    expect(result).toMatchObject({ status: "committed", commit: site.hub.commits(space)[0]?.oid });
    expect(site.hub.requests.filter((request) => request.includes("/commit/"))).toHaveLength(1);
    await site.write("index.html", "<p>b");
    site.hub.failNext("commit", { status: 412 });
    expect(await sync()).toMatchObject({ status: "committed" });
  });

  it("end with the signal", async () => {
    await writePage();
    site.hub.failNext("info", "stall");
    const signal = AbortSignal.timeout(50);
    await expect(sync({ signal })).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
