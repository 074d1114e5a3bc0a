import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import { asyncBufferFromUrl, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeBacklog } from "./support/backlog.js";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows, expectedRows } from "./support/expected-rows.js";
import { filesIn } from "./support/real-site.js";
import { type Ended, runRecorder, startRecorder } from "./support/recorder-process.js";

const token = "hf_verysecrettoken";
const repo = "me/solar";
let folder = "";
let hub: HubEmulator;
let outputs: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "upload-"));
  hub = await startHubEmulator({ folder: join(folder, "hub"), token });
  outputs = [];
});
afterEach(async () => {
  await hub.close();
  // No output of any test shows the token, and no file but the one it was put into.
  expect(outputs.join("\n")).not.toContain(token);
  for (const [name, bytes] of await filesIn(join(folder, "data"))) {
    expect(String(bytes), name).not.toContain(token);
  }
  await rm(folder, { recursive: true, force: true });
});

/** A recorder with an archive of some hours, and the texts it was made of. */
async function setUp(more = "", start?: number): Promise<readonly string[]> {
  const config = `[envoy]
ip_address = "127.0.0.1"
port = 9
[hugging_face]
repo_id = "${repo}"
endpoint = "${hub.url}"
token_file = "token.txt"
${more}`;
  await writeFile(join(folder, "token.txt"), `${token}\n`, { mode: 0o600 });
  await writeFile(join(folder, "config.toml"), config, { mode: 0o600 });
  const texts = await writeBacklog(folder, 200, start);
  await run("flush", "--force");
  return texts;
}

async function run(...args: string[]): Promise<Ended> {
  const ended = await runRecorder(args, { cwd: folder });
  outputs.push(ended.stdout, ended.stderr);
  return ended;
}

const archive = (): string => join(folder, "data/parquet_archive");
const june = "data/year=2026/month=6/00000000.parquet";
const resolve = (path: string): string => `${hub.url}/datasets/${repo}/resolve/main/${path}`;
const headers = { authorization: `Bearer ${token}` };

async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 1));
}

async function served(path: string): Promise<string> {
  const answer = await fetch(resolve(path), { headers });
  expect(answer.status).toBe(200);
  return answer.text();
}

describe("envoy-recorder upload", () => {
  it("brings archive and card to a private dataset in one commit, where DuckDB and hyparquet read the rows", async () => {
    const texts = await setUp('license = "cc-by-4.0"');
    const before = await filesIn(archive());
    const uploaded = await run("upload");
    expect(uploaded.code, uploaded.stderr).toBe(0);
    expect(uploaded.stdout).toMatch(/^uploaded 2 files to me\/solar \(http.*\/commit\/\w+\)\n$/);
    expect(await filesIn(archive())).toEqual(before);
    expect(hub.commits(repo).map(({ title }) => title)).toEqual([
      "Upload 2 files",
      "initial commit",
    ]);
    expect(Object.keys(hub.commits(repo)[0]?.files ?? {}).sort()).toEqual([
      ".gitattributes",
      "README.md",
      june,
    ]);

    const expected = expectedRows(texts);
    const file = await asyncBufferFromUrl({ url: resolve(june), requestInit: { headers } });
    const rows = await parquetReadObjects({ file, compressors });
    expect(rows.map((row) => [row["serial_number"], row["joules_produced"]])).toEqual(
      expected.map((row) => [row.serial_number, row.joules_produced]),
    );
    const copy = join(folder, "downloaded/year=2026/month=6");
    await mkdir(copy, { recursive: true });
    const bytes = await (await fetch(resolve(june), { headers })).arrayBuffer();
    await writeFile(join(copy, "0.parquet"), Buffer.from(bytes));
    expect(await queryArchive(join(folder, "downloaded"), archivedRows)).toEqual(expected);

    const card = await served("README.md");
    expect(card).toMatch(/^---\npretty_name: /);
    expect(card).toContain("license: cc-by-4.0\n");
    expect(card).toContain('path: "data/**/*.parquet"');
    expect(card).toContain("size_categories:\n  - n<1K\n");
    expect(card).toContain(`**${expected.length} rows**, from 2026-0`);
    for (const name of Object.keys(rows[0] ?? {})) expect(card).toContain(`| \`${name}\` |`);
  });

  it("runs the card's DuckDB query as it is written", async () => {
    const texts = await setUp();
    await run("upload");
    const [, sql = ""] = /```sql\n([\s\S]*?)```/.exec(await served("README.md")) ?? [];
    const hubFolder = `hf://datasets/${repo}/data/`;
    expect(sql).toContain(hubFolder);
    // The emulator is no host of DuckDB's hf:// paths; the archive has the same files.
    const rows = await queryArchive(archive(), sql.replace(hubFolder, `${archive()}/`));
    const serials = new Set(expectedRows(texts).map((row) => row.serial_number));
    expect(rows.map((row) => row["serial_number"])).toEqual([...serials].sort());
  });

  it("asks nothing if nothing changed, and sends only what did", async () => {
    await setUp();
    await run("upload");
    const before = hub.requests.length;
    expect((await run("upload")).stdout).toMatch(/^me\/solar has everything already\n$/);
    expect(hub.requests).toHaveLength(before);
    expect((await run("upload", "--force")).stdout).toContain("has everything already");
    expect(hub.requests.length).toBeGreaterThan(before);
    await writeBacklog(folder, 60, Date.UTC(2026, 6, 1, 10) / 1000);
    await run("flush", "--force");
    const planned = await run("upload", "--dry-run");
    expect(planned.stdout).toMatch(
      /^would upload 2 files to me\/solar:\n {2}data\/year=2026\/month=7/,
    );
    expect(hub.commits(repo)).toHaveLength(2);
    expect((await run("upload")).stdout).toContain("uploaded 2 files");
  });

  it("keeps what the owner wrote on the card, and refreshes only its own block", async () => {
    await setUp();
    await run("upload");
    const card = await served("README.md");
    const edited = card
      .replace("# Solar inverter readings", "# My roof")
      .replace("tags:", "tags:\n  - roof");
    hub.commitAs(repo, "README.md", Buffer.from(`${edited}\nThanks for looking.\n`));
    await writeBacklog(folder, 60, Date.UTC(2026, 6, 1, 10) / 1000);
    await run("flush", "--force");
    await run("upload");
    const after = await served("README.md");
    expect(after).toContain("# My roof\n");
    expect(after).toContain("  - roof\n");
    expect(after).toMatch(/Thanks for looking\.\n$/);
    expect(after).toContain("to 2026-07-01 (UTC)");
    hub.commitAs(repo, "README.md", Buffer.from("# Mine alone\n"));
    await run("upload", "--force");
    expect(await served("README.md")).toBe("# Mine alone\n");
  });

  it("sends pseudonyms instead of serial numbers if told to, the same ones each time", async () => {
    const texts = await setUp("pseudonymise_serials = true");
    const before = await filesIn(archive());
    expect((await run("upload")).code).toBe(0);
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
      await Promise.all(Object.keys(hub.commits(repo)[0]?.files ?? {}).map(served))
    ).join();
    for (const serial of serials) expect(sent).not.toContain(serial);
    const key = join(folder, "pseudonym-key.txt");
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    expect(sent).not.toContain((await readFile(key, "utf8")).trim());

    await writeBacklog(folder, 60, Date.UTC(2026, 5, 2, 10) / 1000);
    await run("flush", "--force");
    await run("upload");
    const second = await read();
    expect(second.length).toBeGreaterThan(first.length);
    expect(new Set(second.map((row) => row["serial_number"]))).toEqual(pseudonyms);
    await writeFile(key, "damaged");
    const damaged = await run("upload", "--force");
    expect(damaged.code).toBe(6);
    expect(damaged.stderr).toContain("Put the old file back");
  });

  it.each([
    ["401", { status: 401 } as const, /does not know the token/],
    ["403", { status: 403 } as const, /may not write/],
    ["the quota", "quota" as const, /takes no more commits now/],
  ])("ends with 6 on %s and leaves archive and buffer as they were", async (_, fault, message) => {
    await setUp();
    const before = await filesIn(join(folder, "data"));
    hub.failNext(fault === "quota" ? "commit" : "info", fault);
    const failed = await run("upload");
    expect(failed.code).toBe(6);
    expect(failed.stderr).toMatch(message);
    const after = await filesIn(join(folder, "data"));
    for (const [name, bytes] of before) expect(after.get(name), name).toEqual(bytes);
  });

  it("finds the token of HF_TOKEN, or the one that hf auth login left, and says where it looked", async () => {
    await setUp();
    const config = join(folder, "config.toml");
    await writeFile(config, (await readFile(config, "utf8")).replace(/token_file.*\n/, ""));
    const upload = async (env: Readonly<Record<string, string>>): Promise<Ended> => {
      const ended = await runRecorder(["upload", "--force"], { cwd: folder, env });
      outputs.push(ended.stdout, ended.stderr);
      return ended;
    };
    const none = await upload({ HF_HOME: join(folder, "none") });
    expect(none.code).toBe(6);
    expect(none.stderr).toMatch(/not in HF_TOKEN, not in .*none\/token\..*hf auth login/);
    expect((await upload({ HF_TOKEN: token })).code).toBe(0);
    expect((await upload({ HF_TOKEN_PATH: join(folder, "token.txt") })).code).toBe(0);
    await mkdir(join(folder, "home"));
    await writeFile(join(folder, "home/token"), token, { mode: 0o600 });
    expect((await upload({ HF_HOME: join(folder, "home") })).code).toBe(0);
  });

  it("says that there is nothing to upload yet if the archive is empty", async () => {
    await setUp();
    await rm(archive(), { recursive: true });
    const nothing = await run("upload");
    expect(nothing.code, nothing.stderr).toBe(0);
    expect(nothing.stdout).toMatch(/^nothing to upload yet: .*parquet_archive is empty\n$/);
    expect(hub.requests).toEqual([]);
  });

  it("names the Hub's refusal even if the time to wait cannot be noted", async () => {
    await setUp();
    hub.failNext("commit", "quota");
    const uploading = startRecorder(["upload"], { cwd: folder });
    const times = join(folder, "data/state/upload-times.json");
    await until(() => hub.requests.length > 0);
    await rm(times);
    await mkdir(join(times, "in the way"), { recursive: true });
    const { code, stderr } = await uploading.ended;
    outputs.push(stderr);
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /WARNING .*upload-times\.json[\s\S]*ERROR The upload failed: .*no more commits/,
    );
  });

  it("says what to add if the config names no dataset", async () => {
    await writeFile(join(folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\n');
    await mkdir(join(folder, "data"));
    const run1 = await run("upload");
    expect(run1.code).toBe(2);
    expect(run1.stderr).toContain('[hugging_face]\n  repo_id = "user/name"');
  });
});

describe("envoy-recorder record", () => {
  const uploads = (): number =>
    hub.requests.filter((request) => request.includes("/commit/")).length;

  it("uploads after a flush once the interval has passed; a failure is tried again when it is due, not before", async () => {
    await setUp();
    const flushAgain = async (hour: number): Promise<Ended> => {
      await writeBacklog(folder, 30, Date.UTC(2026, 5, 3, hour) / 1000);
      return run("record");
    };
    // The gateway is away (code 3), the flush and the upload go on.
    const first = await flushAgain(8);
    expect(first.code).toBe(3);
    expect(first.stderr).toMatch(/flushed 30 polls, added \d+ rows to 2026-06; uploaded 2 files/);
    expect((await flushAgain(9)).stderr).not.toContain("upload");
    expect(uploads()).toBe(1);

    await pretendLastTry(2 * 3600);
    hub.failNext("info", { status: 403 });
    const failed = await flushAgain(10);
    expect(failed.stderr).toContain("ERROR The upload failed: ");
    expect(failed.stderr).toContain("flushed 30 polls");
    expect((await flushAgain(11)).stderr).not.toContain("upload");
    await pretendLastTry(2 * 3600);
    expect((await flushAgain(12)).stderr).toContain("uploaded 2 files");
  }, 60_000);

  it("waits after the quota as the Hub told it to", async () => {
    await setUp();
    hub.failNext("commit", "quota");
    expect((await run("upload")).code).toBe(6);
    const times = JSON.parse(await readFile(join(folder, "data/state/upload-times.json"), "utf8"));
    expect(times.notBefore - times.triedAt).toBeGreaterThan(3500);
    await pretendLastTry(2 * 3600, times.notBefore);
    await writeBacklog(folder, 30, Date.UTC(2026, 5, 3, 8) / 1000);
    expect((await run("record")).stderr).not.toContain("upload");
  });

  it("makes neither polls nor flushes wait for a slow upload", async () => {
    await setUp();
    hub.failNext("info", "stall");
    const slow = startRecorder(["upload"], { cwd: folder });
    await until(() => hub.requests.length > 0);
    await writeBacklog(folder, 30, Date.UTC(2026, 5, 3, 8) / 1000);
    await pretendLastTry(2 * 3600);
    const other = await run("record");
    expect(other.stderr).toMatch(/flushed 30 polls, .*; another run is uploading/);
    slow.child.kill("SIGTERM");
    const { code, stderr } = await slow.ended;
    outputs.push(stderr);
    expect(code).toBe(1);
    expect(stderr).toContain("Stopped while uploading; nothing is half done.");
  });

  it("warns of an interval that makes too many commits, at each flush", async () => {
    await setUp("[intervals]\nupload_every_n_minutes = 15\n");
    await writeBacklog(folder, 30, Date.UTC(2026, 5, 3, 8) / 1000);
    const flushed = await run("flush", "--force");
    expect(flushed.stderr).toMatch(
      /WARNING intervals\.upload_every_n_minutes = 15 makes up to 96 commits a day/,
    );
    await chmod(join(folder, "config.toml"), 0o600);
  });

  async function pretendLastTry(secondsAgo: number, notBefore = 0): Promise<void> {
    const triedAt = Math.floor(Date.now() / 1000) - secondsAgo;
    await mkdir(join(folder, "data/state"), { recursive: true });
    await writeFile(
      join(folder, "data/state/upload-times.json"),
      JSON.stringify({ triedAt, notBefore }),
    );
    expect(await readdir(join(folder, "data/state"))).toContain("upload-times.json");
  }
});
