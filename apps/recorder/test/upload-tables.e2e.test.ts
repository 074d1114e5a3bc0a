import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromUrl, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { describe, expect, it } from "vitest";
import { openStored } from "../src/tables/open-tables.js";
import { allTables } from "../src/tables/site-tables.js";
import { writeMeteredPolls } from "./support/metered-polls.js";
import { filesIn } from "./support/real-site.js";
import { eachWithUploadSite, hubToken, repo, type UploadSite } from "./support/upload-site.js";

let site: UploadSite;
eachWithUploadSite((opened) => {
  site = opened;
});

const endOfMay = Date.UTC(2026, 4, 31, 23, 30) / 1000;
const byDay = ["device_reports", "meter_readings", "battery_readings"];
const names = [...byDay, "daily_summary"];
const on = "pseudonymise_serials = true\n";
const headers = { authorization: `Bearer ${hubToken}` };
const resolve = (path: string): string => `${site.hub.url}/datasets/${repo}/resolve/main/${path}`;
const tablesFolder = (): string => join(site.folder, "data/tables");

const sentPaths = (): readonly string[] =>
  Object.keys(site.hub.commits(repo)[0]?.files ?? {}).sort();

async function sent(path: string): Promise<Buffer> {
  const answer = await fetch(resolve(path), { headers });
  expect(answer.status, path).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

const card = async (): Promise<string> => String(await sent("README.md"));

async function sentRows(path: string): Promise<readonly Record<string, unknown>[]> {
  const file = await asyncBufferFromUrl({ url: resolve(path), requestInit: { headers } });
  return parquetReadObjects({ file, compressors });
}

/** An hour around the end of May, every five minutes, archived. */
async function setUp(more = ""): Promise<void> {
  await site.configure(more);
  await writeMeteredPolls(site.folder, 12, endOfMay, 300);
  expect((await site.run("flush", "--force")).code).toBe(0);
}

async function closeMay(): Promise<void> {
  for (const table of allTables.filter(({ name }) => byDay.includes(name))) {
    const archive = openStored(table, tablesFolder());
    const { closed, failures } = await archive.closeMonths({ before: new Date("2026-06-15") });
    expect([closed.length, failures]).toEqual([1, []]);
  }
}

async function addPoll(): Promise<void> {
  await writeMeteredPolls(site.folder, 1, endOfMay + 7200);
  expect((await site.run("flush", "--force")).code).toBe(0);
}

const configOf = (name: string): string => `  - config_name: ${name}
    data_files:
      - split: train
        path: "tables/${name}/**/*.parquet"
`;

describe("the upload of tables", () => {
  it("brings each to its own folder in the archive's commit, with a config and what its columns mean", async () => {
    await setUp();
    const uploaded = await site.run("upload");
    expect(uploaded.stdout, uploaded.stderr).toContain("uploaded 10 files");
    expect(site.hub.commits(repo)).toHaveLength(2);
    const local = await filesIn(tablesFolder());
    const paths = [...local.keys()].filter((name) => name.endsWith(".parquet"));
    expect(sentPaths().filter((path) => path.startsWith("tables/"))).toEqual(
      paths.map((path) => `tables/${path}`).sort(),
    );
    for (const path of paths) expect(await sent(`tables/${path}`)).toEqual(local.get(path));

    const text = await card();
    const [, frontMatter = ""] = /^---\n([\s\S]*?)---\n/.exec(text) ?? [];
    const configs = frontMatter.slice(frontMatter.indexOf("configs:\n"));
    expect(configs).toBe(`configs:
  - config_name: default
    data_files:
      - split: train
        path: "data/**/*.parquet"
${names.map(configOf).join("")}`);
    // 12 polls of 3 meters, each as a whole and on 3 phases.
    expect(text).toContain(
      "### Table `meter_readings`\n\n**144 rows**, from 2026-05-31 to 2026-06-01 (UTC). One row is",
    );
    for (const { columns } of allTables) {
      for (const { name, unit } of columns) {
        expect(text).toMatch(new RegExp(`^\\| \`${name}\` \\| \\w+ \\| ${unit} \\|`, "m"));
      }
    }
    const requests = site.hub.requests.length;
    expect((await site.run("upload")).stdout).toContain("has everything already");
    expect(site.hub.requests).toHaveLength(requests);
  });

  it("replaces the days of a month that was closed, and deletes nothing else", async () => {
    await setUp();
    await site.run("upload");
    const mine = ["tables/notes.md", "tables/meter_readings/year=2026/month=5/mine.txt"];
    for (const path of mine) site.hub.commitAs(repo, path, Buffer.from("mine"));
    await closeMay();
    // A day that is lost here stays in the dataset.
    const lost = "battery_readings/year=2026/month=6/day=1/00000000.parquet";
    await rm(join(tablesFolder(), lost));
    const commits = site.hub.commits(repo).length;
    const planned = await site.run("upload", "--dry-run");
    expect(planned.stdout.match(/day=31\/00000000\.parquet \(deleted\)/g)).toHaveLength(3);
    const { stdout } = await site.run("upload");
    expect(stdout).toContain("uploaded 5 files to me/solar and deleted 3 there");
    expect(site.hub.commits(repo)).toHaveLength(commits + 1);
    expect(sentPaths()).toEqual(expect.arrayContaining([...mine, `tables/${lost}`]));
    for (const name of byDay) {
      const may = sentPaths().filter((path) => path.startsWith(`tables/${name}/year=2026/month=5`));
      expect(may).toContain(`tables/${name}/year=2026/month=5/day=0/00000000.parquet`);
      expect(may.filter((path) => path.includes("day=31"))).toEqual([]);
    }
  });

  it("adds the configs to an earlier card, unless its owner has changed them", async () => {
    await setUp();
    await site.run("upload");
    const whole = await card();
    const earlier = whole
      .replace(names.map(configOf).join(""), "")
      .replace(/### Other tables[\s\S]*(?=<!-- envoy-recorder: up)/, "")
      .replace("pretty_name: ", "pretty_name: My ");
    site.hub.commitAs(repo, "README.md", Buffer.from(earlier));
    await site.run("upload", "--force");
    expect(await card()).toBe(whole.replace("pretty_name: ", "pretty_name: My "));

    const changed = (await card()).replace(configOf("meter_readings"), "");
    site.hub.commitAs(repo, "README.md", Buffer.from(changed));
    await addPoll();
    await site.run("upload");
    expect(await card()).not.toContain("config_name: meter_readings");
    expect(await card()).toContain("### Table `meter_readings`\n\n**156 rows**");
  });

  it("is what it was where there are none: card, paths and record", async () => {
    await site.setUp();
    await site.run("upload");
    expect(sentPaths()).toEqual([
      ".gitattributes",
      "README.md",
      "data/year=2026/month=6/00000000.parquet",
      "manifest.json",
    ]);
    expect(await card()).toMatch(
      /\nconfigs:\n {2}- config_name: default\n {4}data_files:\n {6}- split: train\n {8}path: "data\/\*\*\/\*\.parquet"\n---\n\n# Solar/,
    );
    expect(await card()).toMatch(
      /\nload_dataset\("me\/solar", split="train"\)\n```\n<!-- envoy-recorder: up to here -->\n$/,
    );
    const record = await readFile(join(site.folder, "data/state/upload-record.json"), "utf8");
    expect(JSON.parse(record)).toEqual({
      target: JSON.stringify([
        site.hub.url,
        repo,
        "main",
        "data",
        JSON.stringify([false, true, null, null, null]),
      ]),
      files: [expect.objectContaining({ path: "year=2026/month=6/00000000.parquet" })],
      isSynced: true,
    });
    const requests = site.hub.requests.length;
    expect((await site.run("upload")).stdout).toContain("has everything already");
    expect(site.hub.requests).toHaveLength(requests);
  });
});

/** Serial numbers and meters' numbers as the tables here have them. */
async function deviceNumbers(): Promise<readonly string[]> {
  const numbers = new Set<string>();
  for (const table of allTables) {
    const archive = openStored(table, tablesFolder());
    for (const partition of await archive.partitions()) {
      const rows = await archive.read(partition);
      for (const name of table.deviceColumns ?? ["serial_number"]) {
        for (const number of rows?.getChild(name) ?? []) if (number) numbers.add(String(number));
      }
    }
  }
  return [...numbers];
}

async function expectNoNumbers(numbers: readonly string[]): Promise<void> {
  for (const path of sentPaths()) {
    const rows = path.endsWith(".parquet") ? await sentRows(path) : [String(await sent(path))];
    const text = JSON.stringify(rows, (_, value) =>
      typeof value === "bigint" ? String(value) : value,
    );
    for (const number of numbers) expect(text, path).not.toContain(number);
  }
}

describe("the upload of tables with pseudonyms", () => {
  it("replaces the devices' numbers in each, and leaves out what has them in its texts", async () => {
    await setUp(on);
    const uploaded = await site.run("upload");
    expect(uploaded.stdout, uploaded.stderr).toContain("uploaded 8 files");
    const numbers = await deviceNumbers();
    expect(numbers.length).toBeGreaterThan(10);
    await expectNoNumbers(numbers);
    expect(sentPaths().filter((path) => path.includes("device_reports"))).toEqual([]);
    expect(await card()).toContain("`device_reports` is not in this dataset");
    expect(await card()).not.toContain("config_name: device_reports");
    expect(await card()).toContain("| `meter` | text |  | pseudonym of the device's number");
    const day = "year=2026/month=5/day=31/00000000.parquet";
    const meters = await sentRows(`tables/meter_readings/${day}`);
    expect(new Set(meters.map((row) => row["meter"])).size).toBe(3);
    for (const row of meters) expect(row["meter"]).toMatch(/^[0-9a-f]{16}$/);

    const { stdout } = await site.run("upload", "--pseudonyms");
    const printed = new Map(stdout.split("\n").map((line) => [line.split(",")[1], line]));
    for (const row of meters) expect(printed.get(String(row["meter"]))).toMatch(/^\d+,/);

    await closeMay();
    const closed = await site.run("upload");
    expect(closed.stdout, closed.stderr).toContain("and deleted 2 there");
    await expectNoNumbers(numbers);
    const may = await sentRows("tables/meter_readings/year=2026/month=5/day=0/00000000.parquet");
    expect(may).toEqual(meters);
    const copies = await readdir(join(site.folder, "data/state"), { recursive: true });
    expect(copies.filter((name) => name.includes("day=31"))).toEqual([]);
  });

  it("removes what an earlier upload brought without, and warns of the history", async () => {
    await setUp();
    await site.run("upload");
    expect(sentPaths().join()).toContain("tables/device_reports/");
    await site.configure(on);
    const { code, stderr } = await site.run("upload");
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /WARNING me\/solar has real serial numbers .* now get pseudonyms, and its device_reports are removed, but its history keeps/,
    );
    await expectNoNumbers(await deviceNumbers());
    expect(sentPaths().join()).not.toContain("device_reports");
    expect(await card()).not.toContain("config_name: device_reports");
    expect(await card()).toContain("config_name: battery_readings");
  });
});
