import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eachWithSyncSite, repo, type SyncSite } from "./support/sync-site.js";

let site: SyncSite;
eachWithSyncSite((each) => {
  site = each;
});

describe("the folders of one sync", () => {
  it("are brought along in one commit, and what was brought of each is known", async () => {
    await site.write("a.txt", "a");
    const more = join(site.folder, "more");
    await mkdir(more);
    await writeFile(join(more, "b.txt"), "b");
    const moreFolders = [{ folder: more, pathInRepo: "tables/more" }];
    expect(await site.sync()).toMatchObject({ status: "committed" });
    const { length } = site.hub.commits(repo);
    expect(await site.sync({ moreFolders })).toMatchObject({
      status: "committed",
      uploaded: [{ path: "tables/more/b.txt" }],
    });
    await site.write("a.txt", "A");
    await writeFile(join(more, "b.txt"), "B");
    expect(await site.sync({ moreFolders })).toMatchObject({
      uploaded: [{ path: "data/a.txt" }, { path: "tables/more/b.txt" }],
    });
    expect(site.hub.commits(repo)).toHaveLength(length + 2);
    const requests = site.hub.requests.length;
    expect(await site.sync({ moreFolders })).toMatchObject({ status: "unchanged" });
    expect(site.hub.requests).toHaveLength(requests);
    expect(site.paths()).toEqual(["data/a.txt", "tables/more/b.txt"]);
  });

  it("lose in the repository what their owner wants deleted, and nothing else", async () => {
    await site.write("old-1.txt", "1");
    await site.write("old-2.txt", "2");
    await site.write("mine.txt", "mine");
    await site.sync();
    site.hub.commitAs(repo, "other/old-3.txt", Buffer.from("3"));
    await rm(join(site.folder, "local"), { recursive: true });
    await site.write("new.txt", "12");
    const replaced = (path: string, present: ReadonlySet<string>): boolean =>
      path.startsWith("old-") && present.has("new.txt");
    expect(await site.sync({ delete: replaced })).toMatchObject({
      uploaded: [{ path: "data/new.txt" }],
      deleted: ["data/old-1.txt", "data/old-2.txt"],
    });
    expect(site.paths()).toEqual(["data/mine.txt", "data/new.txt", "other/old-3.txt"]);
  });

  it("leave an empty path if nothing of them is included", async () => {
    await site.write("a.txt", "a");
    await site.sync();
    site.hub.commitAs(repo, "tables/secret/b.txt", Buffer.from("b"));
    const moreFolders = [
      {
        folder: join(site.folder, "missing"),
        pathInRepo: "tables/secret",
        include: [],
        delete: true,
      },
    ];
    const emptied = await site.sync({ moreFolders, force: true });
    expect(emptied.deleted).toEqual(["tables/secret/b.txt"]);
    expect(site.paths()).toEqual(["data/a.txt"]);
  });
});

describe("the makers of extra files", () => {
  it("are told which files the folders' places have, and may refuse the whole sync", async () => {
    await site.write("a.txt", "a");
    await site.sync();
    site.hub.commitAs(repo, "data/theirs.txt", Buffer.from("theirs"));
    site.hub.commitAs(repo, "elsewhere.txt", Buffer.from("elsewhere"));
    await site.write("b.txt", "b");
    const commits = site.hub.commits(repo).length;
    const seen: string[] = [];
    const syncing = site.sync({
      extraFiles: async (_read, _hashes, present) => {
        seen.push(...present);
        throw new Error("somebody else's");
      },
    });
    await expect(syncing).rejects.toThrow("somebody else's");
    expect(seen).toEqual(["data/a.txt", "data/theirs.txt"]);
    expect(site.hub.commits(repo)).toHaveLength(commits);
  });
});
