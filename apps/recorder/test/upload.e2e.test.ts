import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "@envoy/started-program";
import { asyncBufferFromUrl, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { describe, expect, it } from "vitest";
import { writeBacklog } from "./support/backlog.js";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows, expectedRows } from "./support/expected-rows.js";
import { filesIn } from "./support/real-site.js";
import { runRecorder, startRecorder } from "./support/recorder-process.js";
import {
  eachWithUploadSite,
  hubToken,
  repo,
  type UploadSite,
  until,
} from "./support/upload-site.js";

let site: UploadSite;
eachWithUploadSite((opened) => {
  site = opened;
});

const archive = (): string => join(site.folder, "data/parquet_archive");
const june = "data/year=2026/month=6/00000000.parquet";
const resolve = (path: string): string => `${site.hub.url}/datasets/${repo}/resolve/main/${path}`;
const headers = { authorization: `Bearer ${hubToken}` };

async function served(path: string): Promise<string> {
  const answer = await fetch(resolve(path), { headers });
  expect(answer.status).toBe(200);
  return answer.text();
}

describe("envoy-recorder upload", () => {
  it("brings archive and card to a private dataset in one commit, where DuckDB and hyparquet read the rows", async () => {
    const texts = await site.setUp('license = "cc-by-4.0"');
    const before = await filesIn(archive());
    const uploaded = await site.run("upload");
    expect(uploaded.code, uploaded.stderr).toBe(0);
    expect(uploaded.stdout).toMatch(/^uploaded 3 files to me\/solar \(http.*\/commit\/\w+\)\n$/);
    expect(await filesIn(archive())).toEqual(before);
    expect(site.hub.commits(repo).map(({ title }) => title)).toEqual([
      "Upload 3 files",
      "initial commit",
    ]);
    expect(Object.keys(site.hub.commits(repo)[0]?.files ?? {}).sort()).toEqual([
      ".gitattributes",
      "README.md",
      june,
      "manifest.json",
    ]);

    const expected = expectedRows(texts);
    const file = await asyncBufferFromUrl({ url: resolve(june), requestInit: { headers } });
    const rows = await parquetReadObjects({ file, compressors });
    expect(rows.map((row) => [row["serial_number"], row["joules_produced"]])).toEqual(
      expected.map((row) => [row.serial_number, row.joules_produced]),
    );
    const copy = join(site.folder, "downloaded/year=2026/month=6");
    await mkdir(copy, { recursive: true });
    const bytes = await (await fetch(resolve(june), { headers })).arrayBuffer();
    await writeFile(join(copy, "0.parquet"), Buffer.from(bytes));
    expect(await queryArchive(join(site.folder, "downloaded"), archivedRows)).toEqual(expected);

    const card = await served("README.md");
    expect(card).toMatch(/^---\npretty_name: /);
    expect(card).toContain("license: cc-by-4.0\n");
    expect(card).toContain('path: "data/**/*.parquet"');
    expect(card).toContain("size_categories:\n  - n<1K\n");
    expect(card).toContain(`**${expected.length} rows**, from 2026-0`);
    for (const name of Object.keys(rows[0] ?? {})) expect(card).toContain(`| \`${name}\` |`);
  });

  it("runs the card's DuckDB query as it is written", async () => {
    const texts = await site.setUp();
    await site.run("upload");
    const [, sql = ""] = /```sql\n([\s\S]*?)```/.exec(await served("README.md")) ?? [];
    const hubFolder = `hf://datasets/${repo}/data/`;
    expect(sql).toContain(hubFolder);
    // The emulator is no host of DuckDB's hf:// paths; the archive has the same files.
    const rows = await queryArchive(archive(), sql.replace(hubFolder, `${archive()}/`));
    const joules = expectedRows(texts).reduce((sum, row) => sum + Number(row.joules_produced), 0);
    const kWh = rows.reduce((sum, row) => sum + Number(row["kWh"]), 0);
    expect(kWh).toBeCloseTo(joules / 3.6e6, 9);
    const days = rows.map((row) => String(row["day"]));
    expect(days).toEqual([...new Set(days)].sort());
  });

  it("asks nothing if nothing changed, and sends only what did", async () => {
    await site.setUp();
    await site.run("upload");
    const before = site.hub.requests.length;
    expect((await site.run("upload")).stdout).toMatch(/^me\/solar has everything already\n$/);
    expect(site.hub.requests).toHaveLength(before);
    expect((await site.run("upload", "--force")).stdout).toContain("has everything already");
    expect(site.hub.requests.length).toBeGreaterThan(before);
    await writeBacklog(site.folder, 60, Date.UTC(2026, 6, 1, 10) / 1000);
    await site.run("flush", "--force");
    const planned = await site.run("upload", "--dry-run");
    expect(planned.stdout).toMatch(
      /^would upload 3 files to me\/solar:\n {2}data\/year=2026\/month=7/,
    );
    expect(site.hub.commits(repo)).toHaveLength(2);
    expect((await site.run("upload")).stdout).toContain("uploaded 3 files");
  });

  it("keeps what the owner wrote on the card, and refreshes only its own block", async () => {
    await site.setUp();
    await site.run("upload");
    const card = await served("README.md");
    const edited = card
      .replace("# Solar inverter readings", "# My roof")
      .replace("tags:", "tags:\n  - roof");
    site.hub.commitAs(repo, "README.md", Buffer.from(`${edited}\nThanks for looking.\n`));
    await writeBacklog(site.folder, 60, Date.UTC(2026, 6, 1, 10) / 1000);
    await site.run("flush", "--force");
    await site.run("upload");
    const after = await served("README.md");
    expect(after).toContain("# My roof\n");
    expect(after).toContain("  - roof\n");
    expect(after).toMatch(/Thanks for looking\.\n$/);
    expect(after).toContain("to 2026-07-01 (UTC)");
    site.hub.commitAs(repo, "README.md", Buffer.from("# Mine alone\n"));
    await site.run("upload", "--force");
    expect(await served("README.md")).toBe("# Mine alone\n");
  });

  it("sends pseudonyms instead of serial numbers if told to, the same ones each time", async () => {
    const texts = await site.setUp("pseudonymise_serials = true");
    const before = await filesIn(archive());
    expect((await site.run("upload")).code).toBe(0);
    expect(await filesIn(archive())).toEqual(before);
    const serials = new Set(expectedRows(texts).map((row) => row.serial_number));
    const read = async (): Promise<readonly Record<string, unknown>[]> =>
      parquetReadObjects({
        file: await asyncBufferFromUrl({ url: resolve(june), requestInit: { headers } }),
        compressors,
      });
    const first = await read();
    const pseudonyms = new Set(first.map((row) => String(row["serial_number"])));
    expect(pseudonyms.size).toBe(serials.size);
    for (const pseudonym of pseudonyms) expect(pseudonym).toMatch(/^[0-9a-f]{16}$/);
    expect(first.map((row) => row["joules_produced"]).sort()).toEqual(
      expectedRows(texts)
        .map((row) => row.joules_produced)
        .sort(),
    );
    const sent = (
      await Promise.all(Object.keys(site.hub.commits(repo)[0]?.files ?? {}).map(served))
    ).join();
    for (const serial of serials) expect(sent).not.toContain(serial);
    const key = join(site.folder, "pseudonym-key.txt");
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    expect(sent).not.toContain((await readFile(key, "utf8")).trim());

    await writeBacklog(site.folder, 60, Date.UTC(2026, 5, 2, 10) / 1000);
    await site.run("flush", "--force");
    await site.run("upload");
    const second = await read();
    expect(second.length).toBeGreaterThan(first.length);
    expect(new Set(second.map((row) => row["serial_number"]))).toEqual(pseudonyms);
    await writeFile(key, "damaged");
    const damaged = await site.run("upload", "--force");
    expect(damaged.code).toBe(6);
    expect(damaged.stderr).toContain("Put the old file back");
  });

  it.each([
    ["401", { status: 401 } as const, /does not know the token/],
    ["403", { status: 403 } as const, /may not write/],
    ["the quota", "quota" as const, /takes no more commits now/],
  ])("ends with 6 on %s and leaves archive and buffer as they were", async (_, fault, message) => {
    await site.setUp();
    const before = await filesIn(join(site.folder, "data"));
    site.hub.failNext(fault === "quota" ? "commit" : "info", fault);
    const failed = await site.run("upload");
    expect(failed.code).toBe(6);
    expect(failed.stderr).toMatch(message);
    const after = await filesIn(join(site.folder, "data"));
    for (const [name, bytes] of before) expect(after.get(name), name).toEqual(bytes);
  });

  it("finds the token of HF_TOKEN, or the one that hf auth login left, and says where it looked", async () => {
    await site.setUp();
    const config = join(site.folder, "config.toml");
    await writeFile(config, (await readFile(config, "utf8")).replace(/token_file.*\n/, ""));
    const upload = async (env: Readonly<Record<string, string>>): Promise<Ended> => {
      const ended = await runRecorder(["upload", "--force"], { cwd: site.folder, env });
      site.outputs.push(ended.stdout, ended.stderr);
      return ended;
    };
    const none = await upload({ HF_HOME: join(site.folder, "none") });
    expect(none.code).toBe(6);
    expect(none.stderr).toMatch(/not in HF_TOKEN, not in .*none\/token\..*hf auth login/);
    const missing = await upload({ ENVOY_RECORDER_HUGGING_FACE__TOKEN_FILE: "missing.txt" });
    expect(missing.code).toBe(6);
    expect(missing.stderr).toMatch(
      /hugging_face\.token_file: there is no file .*missing\.txt\. Create one with write access/,
    );
    expect((await upload({ HF_TOKEN: hubToken })).code).toBe(0);
    expect((await upload({ HF_TOKEN_PATH: join(site.folder, "token.txt") })).code).toBe(0);
    await mkdir(join(site.folder, "home"));
    await writeFile(join(site.folder, "home/token"), hubToken, { mode: 0o600 });
    expect((await upload({ HF_HOME: join(site.folder, "home") })).code).toBe(0);
  });

  it("says that there is nothing to upload yet if the archive is empty", async () => {
    await site.setUp();
    await rm(archive(), { recursive: true });
    const nothing = await site.run("upload");
    expect(nothing.code, nothing.stderr).toBe(0);
    expect(nothing.stdout).toMatch(/^nothing to upload yet: .*parquet_archive is empty\n$/);
    expect(site.hub.requests).toEqual([]);
  });

  it("names the Hub's refusal even if the time to wait cannot be noted", async () => {
    await site.setUp();
    site.hub.failNext("commit", "quota");
    const uploading = startRecorder(["upload"], { cwd: site.folder });
    const times = join(site.folder, "data/state/upload-times.json");
    await until(() => site.hub.requests.length > 0);
    await rm(times);
    await mkdir(join(times, "in the way"), { recursive: true });
    const { code, stderr } = await uploading.ended;
    site.outputs.push(stderr);
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /WARNING .*upload-times\.json[\s\S]*ERROR The upload failed: .*no more commits/,
    );
  });

  it("says what to add if the config names no dataset", async () => {
    await writeFile(join(site.folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\n');
    await mkdir(join(site.folder, "data"));
    const run1 = await site.run("upload");
    expect(run1.code).toBe(2);
    expect(run1.stderr).toContain('[hugging_face]\n  repo_id = "user/name"');
  });
});
