import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type SyncFolderOptions, type SyncResult, syncFolder } from "@envoy/hf-sync";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const repo = "me/solar";
let folder = "";
let hub: HubEmulator;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hf-sync-"));
  hub = await startHubEmulator({ folder: join(folder, "hub") });
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

async function write(path: string, content: string): Promise<void> {
  const full = join(folder, "local", path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, content);
}

function sync(options: Partial<SyncFolderOptions> = {}): Promise<SyncResult> {
  return syncFolder({
    folder: join(folder, "local"),
    repo,
    token: hub.token,
    endpoint: hub.url,
    pathInRepo: "data",
    create: "private",
    recordFile: join(folder, "record.json"),
    ...options,
  });
}

const paths = (): readonly string[] =>
  Object.keys(hub.commits(repo)[0]?.files ?? {})
    .filter((path) => path !== ".gitattributes")
    .sort();

describe("the folders of one sync", () => {
  it("are brought along in one commit, and what was brought of each is known", async () => {
    await write("a.txt", "a");
    const more = join(folder, "more");
    await mkdir(more);
    await writeFile(join(more, "b.txt"), "b");
    const moreFolders = [{ folder: more, pathInRepo: "tables/more" }];
    expect(await sync()).toMatchObject({ status: "committed" });
    const { length } = hub.commits(repo);
    expect(await sync({ moreFolders })).toMatchObject({
      status: "committed",
      uploaded: [{ path: "tables/more/b.txt" }],
    });
    await write("a.txt", "A");
    await writeFile(join(more, "b.txt"), "B");
    expect(await sync({ moreFolders })).toMatchObject({
      uploaded: [{ path: "data/a.txt" }, { path: "tables/more/b.txt" }],
    });
    expect(hub.commits(repo)).toHaveLength(length + 2);
    const requests = hub.requests.length;
    expect(await sync({ moreFolders })).toMatchObject({ status: "unchanged" });
    expect(hub.requests).toHaveLength(requests);
    expect(paths()).toEqual(["data/a.txt", "tables/more/b.txt"]);
  });

  it("lose in the repository what their owner wants deleted, and nothing else", async () => {
    await write("old-1.txt", "1");
    await write("old-2.txt", "2");
    await write("mine.txt", "mine");
    await sync();
    hub.commitAs(repo, "other/old-3.txt", Buffer.from("3"));
    await rm(join(folder, "local"), { recursive: true });
    await write("new.txt", "12");
    const replaced = (path: string, present: ReadonlySet<string>): boolean =>
      path.startsWith("old-") && present.has("new.txt");
    expect(await sync({ delete: replaced })).toMatchObject({
      uploaded: [{ path: "data/new.txt" }],
      deleted: ["data/old-1.txt", "data/old-2.txt"],
    });
    expect(paths()).toEqual(["data/mine.txt", "data/new.txt", "other/old-3.txt"]);
  });

  it("leave an empty path if nothing of them is included", async () => {
    await write("a.txt", "a");
    await sync();
    hub.commitAs(repo, "tables/secret/b.txt", Buffer.from("b"));
    const moreFolders = [
      { folder: join(folder, "missing"), pathInRepo: "tables/secret", include: [], delete: true },
    ];
    const emptied = await sync({ moreFolders, force: true });
    expect(emptied.deleted).toEqual(["tables/secret/b.txt"]);
    expect(paths()).toEqual(["data/a.txt"]);
  });
});
