import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { open, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Fault } from "@envoy/hub-emulator";
import { describe, expect, it } from "vitest";
import { eachWithSyncSite, repo, type SyncSite, token } from "./support/sync-site.js";

let site: SyncSite;
eachWithSyncSite((each) => {
  site = each;
});

const large = Buffer.alloc(2500, "PAR1 and more ");

describe("the files of an immutable folder", () => {
  it("are sent from disk: large ones whole or in parts, small ones in the commit itself", async () => {
    await site.write("parts.parquet", large);
    await site.write("whole.parquet", "PAR1");
    await site.write("manifest.json", "{}");
    const result = await site.sync({ immutable: true });
    expect(result.uploaded).toEqual([
      { path: "data/manifest.json", bytes: 2 },
      { path: "data/parts.parquet", bytes: 2500 },
      { path: "data/whole.parquet", bytes: 4 },
    ]);
    expect(await site.contentOf("data/parts.parquet")).toEqual(large);
    expect(String(await site.contentOf("data/whole.parquet"))).toBe("PAR1");
    expect(String(await site.contentOf("data/manifest.json"))).toBe("{}");
  });

  it("are compared by their hashes, with and without a record", async () => {
    await site.write("a.parquet", large);
    await site.write("b.json", "{}");
    await site.sync({ immutable: true });
    const before = site.hub.requests.length;
    expect(await site.sync({ immutable: true })).toMatchObject({ status: "unchanged" });
    expect(site.hub.requests).toHaveLength(before);
    const recordFile = join(site.folder, "none.json");
    const seen: string[] = [];
    const again = await site.sync({
      immutable: true,
      recordFile,
      extraFiles: async (_, hashes) => {
        seen.push(...hashes.values());
        return new Map();
      },
    });
    expect(again).toMatchObject({ status: "unchanged" });
    const sha256 = (content: string | Buffer): string =>
      createHash("sha256").update(content).digest("hex");
    expect(seen).toEqual([sha256(large), sha256("{}")]);
  });

  it.each<readonly [string, Fault]>([
    ["an error of the storage", { status: 503 }],
    ["a broken connection", "reset"],
    ["a lost answer", "lost-response"],
  ])("are sent again after %s", async (_, fault) => {
    await site.write("a.parquet", large);
    site.hub.failNext("put", fault);
    await site.sync({ immutable: true });
    expect(await site.contentOf("data/a.parquet")).toEqual(large);
    expect(site.hub.commits(repo)).toHaveLength(2);
  });

  it("are not committed if one changes or is removed after all, and the error says so", async () => {
    await site.write("a.parquet", large);
    const path = join(site.folder, "local/a.parquet");
    await utimes(path, 1, 1);
    const changes = [() => writeFile(path, "PAR1"), () => rm(path)];
    for (const change of changes) {
      let changing: Promise<void> | undefined;
      site.hub.failNext("put", { status: 503 });
      const sending = site.sync({
        immutable: true,
        sleep: async () => {
          changing ??= change();
          await changing;
        },
      });
      await expect(sending).rejects.toMatchObject({ code: "ERR_FILE_CHANGED" });
      await site.write("a.parquet", Buffer.from(large).fill("x", 5, 9));
    }
    expect(site.hub.commits(repo)).toHaveLength(1);
  });

  it("take no memory of their size, and Node warns of nothing", async () => {
    await site.restartHub(64 * 1024 * 1024);
    await site.write("large.parquet", "PAR1");
    const file = await open(join(site.folder, "local/large.parquet"), "r+");
    const megabyte = Buffer.alloc(1024 * 1024, 1);
    for (let i = 0; i < 200; i++) await file.write(megabyte);
    await file.close();
    const { stdout, stderr } = await run(`
      import { syncFolder } from "@envoy/hf-sync";
      const { status } = await syncFolder({
        folder: ${JSON.stringify(join(site.folder, "local"))},
        repo: ${JSON.stringify(repo)},
        token: ${JSON.stringify(token)},
        endpoint: ${JSON.stringify(site.hub.url)},
        create: "private",
        immutable: true,
      });
      console.log(JSON.stringify({ status, megabytes: process.resourceUsage().maxRSS / 1024 }));
    `);
    expect(stderr).toBe("");
    const { status, megabytes } = JSON.parse(stdout);
    expect(status).toBe("committed");
    expect(megabytes).toBeLessThan(200);
  });
});

async function run(code: string): Promise<{ stdout: string; stderr: string }> {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const args = ["--input-type=module", "--eval", code];
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  await once(child, "close");
  const [stdout, stderr] = await output;
  return { stdout, stderr };
}
