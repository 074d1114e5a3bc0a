import { createHash } from "node:crypto";
import { readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { HubSyncError, type SyncFolderOptions, syncFolder } from "@envoy/hf-sync";
import type { Fault, Stage } from "@envoy/hub-emulator";
import { describe, expect, it } from "vitest";
import { eachWithSyncSite, repo, type SyncSite, token } from "./support/sync-site.js";

let site: SyncSite;
eachWithSyncSite((each) => {
  site = each;
});

async function rejected(promise: Promise<unknown>): Promise<HubSyncError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HubSyncError)) throw new Error(`not a HubSyncError: ${inspect(error)}`);
  return error;
}

describe("what is sent", () => {
  it("is everything the first time, in one commit to a repository that is created private", async () => {
    await site.write("year=2026/month=1/0.parquet", Buffer.alloc(2500, "PAR1"));
    await site.write("small.txt", "hello");
    const result = await site.sync();
    expect(result).toMatchObject({ status: "committed", commit: site.hub.commits(repo)[0]?.oid });
    expect(site.hub.commits(repo).map(({ title }) => title)).toEqual([
      "Upload 2 files",
      "initial commit",
    ]);
    expect(site.paths()).toEqual(["data/small.txt", "data/year=2026/month=1/0.parquet"]);
    expect(await site.contentOf("data/year=2026/month=1/0.parquet")).toEqual(
      Buffer.alloc(2500, "PAR1"),
    );
    expect(String(await site.contentOf("data/small.txt"))).toBe("hello");
  });

  it("is only what differs by content, and nothing if nothing does", async () => {
    await site.write("a.parquet", "PAR1 a");
    await site.write("b.txt", "b");
    await site.sync();
    await site.write("a.parquet", "PAR1 other");
    expect((await site.sync()).uploaded).toEqual([{ path: "data/a.parquet", bytes: 10 }]);
    // Without a record all is hashed again, and found to be there.
    const before = site.hub.requests.length;
    expect(await site.sync({ recordFile: join(site.folder, "none.json") })).toMatchObject({
      status: "unchanged",
    });
    expect(site.hub.requests.slice(before).filter((request) => request.startsWith("POST"))).toEqual(
      [],
    );
    expect(site.hub.commits(repo)).toHaveLength(3);
  });

  it("is nothing, without a request, if the record of the last sync says that nothing changed", async () => {
    await site.write("a.parquet", "PAR1 a");
    await site.sync();
    const before = site.hub.requests.length;
    expect(await site.sync()).toEqual({ status: "unchanged", uploaded: [], deleted: [] });
    expect(site.hub.requests).toHaveLength(before);
    await site.sync({ force: true });
    expect(site.hub.requests.length).toBeGreaterThan(before);
    await site.sync({ version: "2" });
    expect(site.hub.commits(repo)).toHaveLength(2);
  });

  it("is a file whose size or time is not the recorded one", async () => {
    await site.write("a.parquet", "PAR1 a");
    await site.sync();
    await site.write("a.parquet", "PAR1 b");
    await utimes(join(site.folder, "local/a.parquet"), 1, 1);
    expect((await site.sync()).uploaded).toHaveLength(1);
    expect(String(await site.contentOf("data/a.parquet"))).toBe("PAR1 b");
    await utimes(join(site.folder, "local/a.parquet"), 2, 2);
    expect(await site.sync()).toMatchObject({ status: "unchanged" });
  });

  it("does not depend on the record, which may be damaged", async () => {
    await site.write("a.parquet", "PAR1 a");
    await site.sync();
    await writeFile(join(site.folder, "state", "record.json"), '{"files": [{"path": 1}]');
    expect(await site.sync()).toMatchObject({ status: "unchanged" });
  });

  it("is the bytes that were read, under their own hash, if a file is replaced meanwhile", async () => {
    await site.write("a.parquet", "PAR1 first");
    let replaced: Promise<void> | undefined;
    await site.sync({
      onProgress: () => {
        replaced ??= site.write("a.parquet", "PAR1 second, which is longer");
      },
    });
    await replaced;
    expect(String(await site.contentOf("data/a.parquet"))).toBe("PAR1 first");
    expect((await site.sync()).uploaded).toHaveLength(1);
    expect(String(await site.contentOf("data/a.parquet"))).toBe("PAR1 second, which is longer");
  });

  it("is chosen by globs, and is never a temporary or hidden file", async () => {
    for (const path of [
      "a.parquet",
      "b.txt",
      "x/c.parquet",
      "d.parquet.tmp",
      ".e.parquet",
      ".f/g.parquet",
    ]) {
      await site.write(path, path);
    }
    await site.sync({ include: ["**/*.parquet*", "b.txt"], exclude: ["x/**"] });
    expect(site.paths()).toEqual(["data/a.parquet", "data/b.txt"]);
  });

  it("includes deletions only if asked for, and only below its path in the repository", async () => {
    await site.write("a.txt", "a");
    await site.write("b.txt", "b");
    await site.sync();
    site.hub.commitAs(repo, "other/c.txt", Buffer.from("c"));
    await rm(join(site.folder, "local/b.txt"));
    expect(await site.sync()).toMatchObject({ status: "unchanged" });
    expect(site.paths()).toContain("data/b.txt");
    expect(await site.sync({ delete: true, force: true })).toMatchObject({
      status: "committed",
      deleted: ["data/b.txt"],
    });
    expect(site.paths()).toEqual(["data/a.txt", "other/c.txt"]);
  });

  it("is nothing if only a private repository is wanted and everybody can read it", async () => {
    await site.write("a.txt", "a");
    await site.sync({ create: "public" });
    await site.write("a.txt", "b");
    const error = await rejected(site.sync({ onlyPrivate: true }));
    expect(error).toMatchObject({ code: "ERR_PUBLIC" });
    expect(String(await site.contentOf("data/a.txt"))).toBe("a");
  });

  it("is only returned in a dry run", async () => {
    await site.write("a.txt", "a");
    expect(await site.sync({ dryRun: true })).toMatchObject({
      status: "planned",
      uploaded: [{ path: "data/a.txt", bytes: 1 }],
    });
    expect(site.hub.commits(repo)).toEqual([]);
  });

  it("includes extra files that are made from what is in the repository", async () => {
    await site.write("a.txt", "a");
    const extraFiles: SyncFolderOptions["extraFiles"] = async (read) => {
      const present = await read("README.md");
      return new Map([["README.md", present ?? Buffer.from("# new")]]);
    };
    await site.sync({ extraFiles });
    site.hub.commitAs(repo, "README.md", Buffer.from("# edited"));
    await site.write("a.txt", "other");
    expect((await site.sync({ extraFiles })).uploaded.map(({ path }) => path)).toEqual([
      "data/a.txt",
    ]);
    expect(String(await site.contentOf("README.md"))).toBe("# edited");
  });

  it("includes extra files that are made from the hashes of what the commit leaves there", async () => {
    await site.write("kept.parquet", "PAR1 kept");
    await site.sync();
    await site.write("a.txt", "a");
    const seen: [string, string][][] = [];
    await site.sync({
      extraFiles: async (_, hashes) => {
        seen.push([...hashes]);
        return new Map();
      },
    });
    const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
    expect(seen).toEqual([
      [
        ["data/a.txt", sha256("a")],
        ["data/kept.parquet", sha256("PAR1 kept")],
      ],
    ]);
  });

  it("is reported by progress events for each file", async () => {
    await site.write("a.parquet", Buffer.alloc(2500, "PAR1"));
    const states = new Set<string>();
    await site.sync({
      onProgress: ({ path, state, fraction }) => states.add(`${path} ${state} ${fraction}`),
    });
    expect([...states]).toContain("data/a.parquet uploading 1");
  });
});

describe("retries", () => {
  const stages: readonly Stage[] = [
    "create",
    "info",
    "tree",
    "preupload",
    "batch",
    "put",
    "commit",
  ];
  const faults: readonly (readonly [string, Fault])[] = [
    ["503", { status: 503 }],
    ["429", { status: 429, headers: { "retry-after": "7" } }],
    ["408", { status: 408, headers: { ratelimit: '"api";r=0;t=9' } }],
    ["a broken connection", "reset"],
    ["a stall", "stall"],
  ];
  it.each(stages.flatMap((stage) => faults.map(([name, fault]) => ({ stage, name, fault }))))(
    "follow $name at $stage",
    async ({ stage, fault }) => {
      await site.write("a.parquet", Buffer.alloc(2500, "PAR1"));
      site.hub.failNext(stage, fault);
      // A short one for each would take a busy machine for a stall.
      const requestTimeoutMs = fault === "stall" ? 500 : 60_000;
      expect(await site.sync({ requestTimeoutMs })).toMatchObject({ status: "committed" });
      expect(site.hub.commits(repo)).toHaveLength(2);
      const asked = typeof fault === "object" && stage !== "commit" && fault.headers !== undefined;
      expect(site.waits).toEqual([asked ? (fault.status === 429 ? 7000 : 9000) : 500]);
    },
  );

  it("do not repeat a commit whose answer was lost", async () => {
    await site.write("a.parquet", "PAR1");
    site.hub.failNext("commit", "lost-response");
    const result = await site.sync();
    expect(result).toMatchObject({ status: "committed", commit: site.hub.commits(repo)[0]?.oid });
    expect(result.uploaded).toHaveLength(1);
    expect(site.hub.commits(repo)).toHaveLength(2);
    expect(site.hub.requests.filter((request) => request.includes("/commit/"))).toHaveLength(1);
  });

  it("compare again after another commit, and keep it", async () => {
    await site.write("a.txt", "a");
    await site.sync();
    await site.write("a.txt", "b");
    site.hub.failNext("preupload", { status: 503 });
    const result = await site.sync({
      sleep: async (ms) => {
        site.waits.push(ms);
        if (site.waits.length === 1) site.hub.commitAs(repo, "theirs.txt", Buffer.from("x"));
      },
    });
    expect(result.status).toBe("committed");
    expect(site.paths()).toEqual(["data/a.txt", "theirs.txt"]);
    expect(site.hub.commits(repo).map(({ title }) => title)).toEqual([
      "Upload 1 file",
      "another writer's",
      "Upload 1 file",
      "initial commit",
    ]);
  });

  it("end after five other commits", async () => {
    await site.write("a.txt", "a");
    await site.sync();
    await site.write("a.txt", "b");
    for (let i = 0; i < 5; i++) site.hub.failNext("commit", { status: 412 });
    const error = await rejected(site.sync());
    expect(error).toMatchObject({ code: "ERR_BRANCH_MOVED", status: 412 });
    expect(error.message).toBe(
      "Other commits to me/solar landed before each of 5 attempts; try again later.",
    );
  });

  it("wait longer each time, and end after a bounded number of attempts", async () => {
    await site.write("a.txt", "a");
    for (let i = 0; i < 20; i++) site.hub.failNext("info", { status: 502 });
    const error = await rejected(site.sync());
    expect(error).toMatchObject({ code: "ERR_UNREACHABLE", status: 502 });
    expect(site.waits).toEqual([500, 1000, 2000, 4000, 8000]);
  });

  it("end at the deadline", async () => {
    await site.write("a.txt", "a");
    site.hub.failNext("info", "stall");
    const error = await rejected(site.sync({ deadlineMs: 200 }));
    expect(error).toMatchObject({ code: "ERR_UNREACHABLE" });
    expect(error.message).toContain("within 0.2 s");
  });
});

describe("a final error is reported at once", () => {
  it.each([
    [401, "ERR_UNAUTHORIZED", /settings\/tokens/],
    [403, "ERR_FORBIDDEN", /write access/],
    [400, "ERR_HUB", /HTTP 400/],
  ])("%i", async (status, code, message) => {
    await site.write("a.txt", "a");
    site.hub.failNext("info", { status });
    const error = await rejected(site.sync());
    expect(error).toMatchObject({ code, status });
    expect(error.message).toMatch(message);
    expect(site.hub.requests).toHaveLength(1);
  });

  it("a missing repository or branch", async () => {
    await site.write("a.txt", "a");
    const missing = await rejected(syncFolder(site.common()));
    expect(missing.code).toBe("ERR_NOT_FOUND");
    await site.sync();
    expect((await rejected(site.sync({ branch: "none" }))).code).toBe("ERR_NOT_FOUND");
  });

  it("too many commits: when to try again is in the Hub's words, not its headers", async () => {
    await site.write("a.txt", "a");
    site.hub.failNext("commit", "quota");
    const now = Date.UTC(2026, 0, 1);
    const error = await rejected(site.sync({ now: () => now }));
    expect(error).toMatchObject({
      code: "ERR_COMMIT_QUOTA",
      retryAt: new Date(now + 3_600_000),
    });
    expect(site.hub.requests.filter((request) => request.includes("/commit/"))).toHaveLength(1);
  });
});

describe("the signal", () => {
  it.each<Stage>(["info", "tree", "preupload", "batch", "put", "commit"])(
    "ends the upload while %s hangs",
    async (stage) => {
      await site.write("a.parquet", "PAR1");
      site.hub.failNext(stage, "stall");
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("enough")), 100);
      const began = performance.now();
      await expect(site.sync({ signal: controller.signal })).rejects.toThrow("enough");
      expect(performance.now() - began).toBeLessThan(1500);
    },
  );
});

describe("the token", () => {
  it("is in no error and in no file", async () => {
    await site.write("a.txt", "a");
    const texts: string[] = [];
    for (const stage of ["info", "tree", "preupload", "commit"] as const) {
      for (const fault of [{ status: 401 }, { status: 403 }, { status: 500 }, "reset"] as const) {
        for (let i = 0; i < 10; i++) site.hub.failNext(stage, fault);
        const error: unknown = await site.sync().catch((reason: unknown) => reason);
        texts.push(
          inspect(error, { depth: 20, showHidden: true }),
          JSON.stringify(error),
          String(error),
        );
        await site.restartHub();
      }
    }
    await site.sync({ force: true });
    texts.push(await readFile(join(site.folder, "state", "record.json"), "utf8"));
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.join("\n")).not.toContain(token);
  });
});
