import { inspect } from "node:util";
import { HubSyncError, type SquashHistoryOptions, squashHistory } from "@envoy/hf-sync";
import type { Fault } from "@envoy/hub-emulator";
import { describe, expect, it } from "vitest";
import { eachWithSyncSite, repo, type SyncSite, token } from "./support/sync-site.js";

let site: SyncSite;
eachWithSyncSite((each) => {
  site = each;
});

function squash(options: Partial<SquashHistoryOptions> = {}): ReturnType<typeof squashHistory> {
  const { folder: _, ...common } = site.common();
  return squashHistory({ ...common, ...options });
}

/** How often a squash was asked for. */
function squashes(): number {
  return site.hub.requests.filter((request) => request.includes("/super-squash/")).length;
}

async function withHistory(): Promise<void> {
  await site.write("a.parquet", "PAR1 first");
  await site.sync();
  await site.write("a.parquet", "PAR1 second, longer");
  await site.write("b.txt", "b");
  await site.sync();
}

describe("squashing the history", () => {
  it("leaves one commit with the same files, and nothing of the earlier ones", async () => {
    await withHistory();
    const [, first] = site.hub.commits(repo);
    expect(await squash({ message: "Forget" })).toEqual({ status: "squashed", commitsBefore: 3 });
    expect(site.hub.commits(repo).map(({ title }) => title)).toEqual(["Forget"]);
    expect(site.paths()).toEqual(["data/a.parquet", "data/b.txt"]);
    expect(String(await site.contentOf("data/a.parquet"))).toBe("PAR1 second, longer");
    const old = `${site.hub.url}/datasets/${repo}/resolve/${first?.oid}/data/a.parquet`;
    const answer = await fetch(old, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(404);
  });

  it("sends nothing where there is only one commit", async () => {
    await withHistory();
    await squash();
    expect(await squash()).toEqual({ status: "unchanged", commitsBefore: 1 });
    expect(squashes()).toBe(1);
  });

  it("is followed by a sync that finds everything there", async () => {
    await withHistory();
    await squash();
    expect(await site.sync({ force: true })).toMatchObject({ status: "unchanged" });
    await site.write("b.txt", "B");
    expect(await site.sync()).toMatchObject({ status: "committed" });
    expect(site.hub.commits(repo)).toHaveLength(2);
  });

  it.each<readonly [string, Fault]>([
    ["503", { status: 503 }],
    ["a broken connection", "reset"],
    ["a stall", "stall"],
  ])("is tried again after %s", async (_, fault) => {
    await withHistory();
    site.hub.failNext("squash", fault);
    const requestTimeoutMs = fault === "stall" ? 500 : 60_000;
    expect(await squash({ requestTimeoutMs })).toEqual({ status: "squashed", commitsBefore: 3 });
    expect(squashes()).toBe(2);
    expect(site.waits).toEqual([500]);
  });

  it("is not sent a second time if it took effect and its answer was lost", async () => {
    await withHistory();
    site.hub.failNext("squash", "lost-response");
    expect(await squash()).toEqual({ status: "squashed", commitsBefore: 3 });
    expect(squashes()).toBe(1);
  });

  it.each([
    [401, "ERR_UNAUTHORIZED"],
    [403, "ERR_FORBIDDEN"],
    [400, "ERR_HUB"],
  ])("ends at once with the Hub's refusal %i", async (status, code) => {
    await withHistory();
    site.hub.failNext("squash", { status });
    const error: unknown = await squash().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HubSyncError);
    expect(error).toMatchObject({ code, status });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(token);
    expect(site.hub.commits(repo)).toHaveLength(3);
    expect(squashes()).toBe(1);
  });

  it("ends after five attempts, by the deadline, and with the signal", async () => {
    await withHistory();
    for (let i = 0; i < 5; i++) site.hub.failNext("squash", { status: 502 });
    await expect(squash()).rejects.toMatchObject({ code: "ERR_UNREACHABLE", status: 502 });
    site.hub.failNext("squash", "stall");
    await expect(squash({ deadlineMs: 200 })).rejects.toThrow("within 0.2 s");
    site.hub.failNext("squash", "stall");
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await expect(squash({ signal: controller.signal })).rejects.toThrow("enough");
  });

  it("says which dataset or branch is missing", async () => {
    await expect(squash()).rejects.toMatchObject({ code: "ERR_NOT_FOUND" });
    await withHistory();
    await expect(squash({ branch: "none" })).rejects.toMatchObject({ code: "ERR_NOT_FOUND" });
  });
});
