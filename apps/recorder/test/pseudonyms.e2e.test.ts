import { copyFile, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromUrl, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { describe, expect, it } from "vitest";
import { writeBacklog } from "./support/backlog.js";
import { eachWithUploadSite, hubToken, repo, type UploadSite } from "./support/upload-site.js";

let site: UploadSite;
eachWithUploadSite((opened) => {
  site = opened;
});

const on = "pseudonymise_serials = true";
const keyPath = (): string => join(site.folder, "pseudonym-key.txt");
const june = "year=2026/month=6/00000000.parquet";
const archived = (path: string): string => join(site.folder, "data/parquet_archive", path);
const headers = { authorization: `Bearer ${hubToken}` };
const resolve = (path: string): string => `${site.hub.url}/datasets/${repo}/resolve/main/${path}`;

async function card(): Promise<string> {
  return (await fetch(resolve("README.md"), { headers })).text();
}

async function uploadedRows(path: string): Promise<readonly Record<string, unknown>[]> {
  const url = resolve(`data/${path}`);
  const file = await asyncBufferFromUrl({ url, requestInit: { headers } });
  return parquetReadObjects({ file, compressors });
}

async function copies(): Promise<readonly string[]> {
  const names = await readdir(join(site.folder, "data/state"));
  return names.filter((name) => name.startsWith("pseudonymised-"));
}

async function changeConfig(before: string, after: string): Promise<void> {
  const path = join(site.folder, "config.toml");
  await writeFile(path, (await readFile(path, "utf8")).replace(before, after));
}

describe("the key of the pseudonyms", () => {
  it("is not made anew if it is lost", async () => {
    await site.setUp(on);
    await site.run("upload");
    await rename(keyPath(), `${keyPath()}.backup`);
    const lost = await site.run("upload", "--force");
    expect([lost.code, lost.stderr]).toEqual([
      6,
      expect.stringMatching(/pseudonym-key\.txt is missing.*Put the old file back/),
    ]);
    expect(await readdir(site.folder)).not.toContain("pseudonym-key.txt");
    await rename(`${keyPath()}.backup`, keyPath());
    expect((await site.run("upload", "--force")).code).toBe(0);
  });

  it("is compared with the dataset's, if the state is lost too", async () => {
    await site.setUp(on);
    await site.run("upload");
    const key = await readFile(keyPath(), "utf8");
    await rm(keyPath());
    await rm(join(site.folder, "data/state"), { recursive: true });
    const commits = site.hub.commits(repo).length;
    for (let run = 0; run < 2; run++) {
      const { code, stderr } = await site.run("upload");
      expect([code, stderr]).toEqual([6, expect.stringMatching(/made with another key/)]);
    }
    expect(site.hub.commits(repo)).toHaveLength(commits);
    await writeFile(keyPath(), key);
    expect((await site.run("upload")).code).toBe(0);
  });
});

describe("pseudonyms", () => {
  it("that are turned on later come with a warning, once, that the history keeps the real serial numbers", async () => {
    await site.setUp();
    const first = await site.run("upload");
    expect(first.stderr).not.toContain("WARNING");
    const serials = new Set((await uploadedRows(june)).map((row) => String(row["serial_number"])));
    await changeConfig("[hugging_face]", `[hugging_face]\n${on}`);
    const second = await site.run("upload");
    expect(second.code).toBe(0);
    expect(second.stderr).toMatch(/WARNING me\/solar has real serial numbers.*history.*delete/);
    for (const row of await uploadedRows(june)) {
      expect(serials).not.toContain(row["serial_number"]);
    }
    expect((await site.run("upload", "--force")).stderr).not.toContain("WARNING");
  });

  it("that are turned off later come with a warning, once, that the real serial numbers are uploaded", async () => {
    await site.setUp(on);
    expect((await site.run("upload")).stderr).not.toContain("WARNING");
    await changeConfig(on, "");
    const off = await site.run("upload");
    expect(off.code).toBe(0);
    expect(off.stderr).toMatch(
      /WARNING me\/solar has pseudonyms .* now get the real serial numbers/,
    );
    expect((await site.run("upload", "--force")).stderr).not.toContain("WARNING");
  });

  it("are printed beside the serial numbers, and there must be a key", async () => {
    await site.setUp(on);
    const none = await site.run("upload", "--pseudonyms");
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("no pseudonyms yet")]);
    await site.run("upload");
    const requests = site.hub.requests.length;
    const { stdout } = await site.run("upload", "--pseudonyms");
    expect(site.hub.requests).toHaveLength(requests);
    const [header, ...lines] = stdout.trim().split("\n");
    expect(header).toBe("serial_number,pseudonym");
    for (const line of lines) expect(line).toMatch(/^\d{12},[0-9a-f]{16}$/);
    const printed = lines.map((line) => line.split(",")[1]);
    const uploaded = (await uploadedRows(june)).map((row) => row["serial_number"]);
    expect(new Set(printed)).toEqual(new Set(uploaded));
  });

  it("follow a month that the owner replaced or removed", async () => {
    await site.setUp(on);
    await copyFile(archived(june), join(site.folder, "before.parquet"));
    await site.run("upload");
    const before = await uploadedRows(june);
    await writeBacklog(site.folder, 60, Date.UTC(2026, 5, 2, 10) / 1000);
    await writeBacklog(site.folder, 60, Date.UTC(2026, 6, 1, 10) / 1000);
    await site.run("flush", "--force");
    await site.run("upload");
    expect((await uploadedRows(june)).length).toBeGreaterThan(before.length);
    await copyFile(join(site.folder, "before.parquet"), archived(june));
    await rm(archived("year=2026/month=7/00000000.parquet"));
    expect((await site.run("upload")).code).toBe(0);
    expect(await uploadedRows(june)).toEqual(before);
    const [copy = ""] = await copies();
    const files = await readdir(join(site.folder, "data/state", copy), { recursive: true });
    expect(files.filter((name) => name.endsWith(".parquet"))).toEqual([june]);
  });
});

describe("a changed setting of the dataset", () => {
  it("takes effect if it is the license", async () => {
    await site.setUp('license = "cc-by-4.0"');
    await site.run("upload");
    await changeConfig("cc-by-4.0", "cc0-1.0");
    await site.run("upload");
    expect(await card()).toMatch(/^---\n[\s\S]*\nlicense: cc0-1\.0\n[\s\S]*\n---\n/);
    expect(await card()).not.toContain("cc-by-4.0");
    await changeConfig('license = "cc0-1.0"', "");
    await site.run("upload");
    expect(await card()).toContain("license: cc0-1.0\n");
  });

  it("is added if the card had no license", async () => {
    await site.setUp();
    await site.run("upload");
    await changeConfig("[hugging_face]", '[hugging_face]\nlicense = "cc0-1.0"');
    await site.run("upload");
    expect(await card()).toMatch(/^---\n[\s\S]*\nlicense: cc0-1\.0\n---\n/);
  });

  it("is said once a day not to take effect if it is private", async () => {
    await site.setUp();
    expect((await site.run("upload")).stderr).not.toContain("WARNING");
    await changeConfig("[hugging_face]", "[hugging_face]\nprivate = false");
    expect((await site.run("upload")).stderr).toMatch(
      /WARNING me\/solar is private, and hugging_face\.private = false .*datasets\/me\/solar\/settings/,
    );
    expect((await site.run("upload", "--force")).stderr).not.toContain("WARNING");
  });
});
