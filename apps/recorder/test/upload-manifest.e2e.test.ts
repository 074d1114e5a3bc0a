import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../src/manifest/manifest.js";
import { writeBacklog } from "./support/backlog.js";
import { startRecorder } from "./support/recorder-process.js";
import { eachWithUploadSite, hubToken, repo, type UploadSite } from "./support/upload-site.js";

let site: UploadSite;
eachWithUploadSite((fresh) => {
  site = fresh;
});

const layout = `
[site]
time_zone = "Europe/London"
[site.names]
"482202080000" = "Chimney"
[site.groups]
Zenith = ["482202080034", "482202080000"]
[site.positions]
"482202080034" = [3, 1.5]
`;

async function bytesOf(path: string): Promise<Buffer> {
  const url = `${site.hub.url}/datasets/${repo}/resolve/main/${path}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${hubToken}` } });
  expect([path, answer.status]).toEqual([path, 200]);
  return Buffer.from(await answer.arrayBuffer());
}

async function manifestOf(path = "manifest.json"): Promise<Manifest> {
  return JSON.parse(String(await bytesOf(path)));
}

/** Each file that the manifest lists is there, and is what it says. */
async function expectTrue(manifest: Manifest, folder = ""): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { files } of Object.values(manifest.tables)) {
    for (const { path, bytes, sha256 } of files) {
      const sent = await bytesOf(folder + path);
      expect(sent.byteLength).toBe(bytes);
      expect(createHash("sha256").update(sent).digest("hex")).toBe(sha256);
      paths.push(folder + path);
    }
  }
  return paths.sort();
}

const sentFiles = (): readonly string[] =>
  Object.keys(site.hub.commits(repo)[0]?.files ?? {})
    .filter((path) => path.endsWith(".parquet"))
    .sort();

async function setUp(more = "", others = ""): Promise<void> {
  await site.configure(`${more}\n${others}`);
  await writeBacklog(site.folder, 120);
  await site.run("flush", "--force");
}

describe("the manifest of an upload", () => {
  it("lists what its commit leaves in the dataset, without the layout", async () => {
    await setUp("", layout);
    const { stdout } = await site.run("upload", "--dry-run");
    expect(stdout).toMatch(/\n {2}manifest\.json \(\d+ bytes\)/);
    await site.run("upload");
    expect(site.hub.commits(repo)).toHaveLength(2);
    const manifest = await manifestOf();
    expect(await expectTrue(manifest)).toEqual(sentFiles());
    expect(Object.keys(manifest.tables)).toEqual(["readings", "device_reports", "daily_summary"]);
    expect(manifest.tables["daily_summary"]?.files[0]).toMatchObject({
      path: "tables/daily_summary/year=2026/00000000.parquet",
      first: "2026-06-01",
    });
    expect(manifest).toMatchObject({ version: 1, recording: null });
    expect(manifest.site.time_zone).toBe("Europe/London");
    expect(manifest.site.groups).toEqual([]);
    const serials = manifest.site.inverters.map(({ id }) => id);
    expect(serials).toHaveLength(9);
    expect(serials).toEqual([...serials].sort());
    expect(String(await bytesOf("manifest.json"))).not.toMatch(/Chimney|Zenith|1\.5/);
  });

  it("has names, groups and positions if they are to be shared", async () => {
    await setUp("share_layout = true", layout);
    await site.run("upload");
    const { inverters, groups } = (await manifestOf()).site;
    expect(groups).toEqual(["Zenith"]);
    expect(inverters.slice(0, 2)).toEqual([
      { id: "482202080034", name: null, group: "Zenith", position: { x: 3, y: 1.5 } },
      { id: "482202080000", name: "Chimney", group: "Zenith", position: null },
    ]);
    // A name that changes is a change, although no file is.
    const config = join(site.folder, "config.toml");
    const text = await readFile(config, "utf8");
    await writeFile(config, text.replace("Chimney", "Gable"), { mode: 0o600 });
    expect((await site.run("upload")).stdout).toContain("uploaded 1 file ");
    expect(String(await bytesOf("manifest.json"))).toContain("Gable");
  });

  it("has pseudonyms where serial numbers have them, and nothing of the layout by default", async () => {
    await setUp("pseudonymise_serials = true", layout);
    await site.run("upload");
    const manifest = await manifestOf();
    expect(await expectTrue(manifest)).toEqual(sentFiles());
    expect(JSON.stringify(manifest)).not.toMatch(/4822020|Chimney|Zenith/);
    const ids = manifest.site.inverters.map(({ id }) => id);
    const { stdout } = await site.run("upload", "--pseudonyms");
    for (const id of ids) expect(stdout).toContain(`,${id}\n`);

    await setUp("pseudonymise_serials = true\nshare_layout = true", layout);
    await site.run("upload");
    const { inverters } = (await manifestOf()).site;
    const [, pseudonym] = /^482202080034,(\w+)$/m.exec(stdout) ?? [];
    expect(inverters[0]).toEqual({
      id: pseudonym,
      name: null,
      group: "Zenith",
      position: { x: 3, y: 1.5 },
    });
    expect(JSON.stringify(await manifestOf())).not.toContain("4822020");
  });

  it("makes no commit because time has passed", async () => {
    await setUp();
    await site.run("upload");
    const before = await bytesOf("manifest.json");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await site.run("upload", "--force")).stdout).toContain("has everything already");
    expect(await bytesOf("manifest.json")).toEqual(before);
    expect(site.hub.commits(repo)).toHaveLength(2);
  });

  it("is beside the archive's folder, by the archive's name", async () => {
    await setUp('path_in_repo = "sites/roof"');
    await site.run("upload");
    const manifest = await manifestOf("sites/roof_manifest.json");
    expect(manifest.tables["readings"]?.files[0]?.path).toMatch(/^roof\/year=2026\//);
    expect(await expectTrue(manifest, "sites/")).toEqual(sentFiles());
  });

  it("is true of its commit while flushes replace the files", async () => {
    await setUp();
    let isUploading = true;
    const uploads = (async () => {
      for (let i = 0; i < 2; i++) {
        const { ended } = startRecorder(["upload", "--force"], { cwd: site.folder });
        const { code, stderr } = await ended;
        expect(code, stderr).toBe(0);
        await expectTrue(await manifestOf());
      }
      isUploading = false;
    })();
    for (let day = 2; isUploading; day++) {
      await writeBacklog(site.folder, 30, Date.UTC(2026, 5, day, 8) / 1000);
      await site.run("flush", "--force");
    }
    await uploads;
  });
});
