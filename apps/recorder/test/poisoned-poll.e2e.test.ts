import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { poll } from "./support/modelled-site.js";
import { archivedJoules } from "./support/real-site.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const start = 1_769_904_300;

/** A folder in whose buffer polls wait, one a minute. */
async function folderWith(
  texts: readonly string[],
): Promise<{ readonly folder: string } & AsyncDisposable> {
  const recorder = await recorderFolder(undefined, "");
  const incoming = join(recorder.folder, "data/live_buffer/incoming");
  await mkdir(incoming, { recursive: true });
  await writeFile(join(recorder.folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\n');
  for (const [i, text] of texts.entries()) {
    await writeFile(join(incoming, `${start + 60 * i}.json`), text);
  }
  return recorder;
}

/** A small Raspberry Pi's heap. */
const smallHeap = { NODE_OPTIONS: "--max-old-space-size=256" };

const flush = (cwd: string): Promise<Ended> =>
  runRecorder(["flush", "--force"], { cwd, env: smallHeap });

const good = [
  poll("1", "2026-01-31T23:50:00Z", 11),
  poll("1", "2026-01-31T23:51:00Z", 12),
] as const;

const many = (count: number, item: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => item(i)).join(",");

const device = (serial: string, channels: string, more = ""): string =>
  `{"devName":"pcu","sn":"${serial}",${more}"channels":[${channels}]}`;

const reading = (end: number, more = ""): string =>
  `{"lastReading":{"endDate":${end},"duration":900,"joulesProduced":1${more}}}`;

const hostile: readonly (readonly [string, () => string])[] = [
  [
    "channels",
    () =>
      `{"1":${device(
        "9",
        many(600_000, (i) => reading(start + i)),
      )}}`,
  ],
  ["devices", () => `{${many(300_000, (i) => `"${i}":${device(String(i), reading(start))}`)}}`],
  ["unknown fields", () => `{"1":${device("9", "", `${many(1_500_000, (i) => `"x${i}":1`)},`)}}`],
  ["problems", () => `{${many(1_500_000, (i) => `"${i}":null`)}}`],
  ["lists in lists", () => `{"1":${device("9", "[".repeat(10_000_000))}`],
  [
    "empty lists",
    () =>
      `{"1":${device(
        "9",
        many(8_000_000, () => "[]"),
      )}}`,
  ],
  ["text", () => `{"1":${device("9", "", `"x":"${"y".repeat(30_000_000)}",`)}}`],
];

describe("a poll of hundreds of thousands of", () => {
  it.each(hostile)(
    "%s ends no flush, floods neither log nor quarantine, and its neighbours are archived",
    async (_, text) => {
      await using recorder = await folderWith([good[0], text(), good[1]]);
      const { folder } = recorder;
      const { code, stdout, stderr } = await flush(folder);
      expect(stderr.length).toBeLessThan(10_000);
      expect(stdout).toContain("flushed 3 polls");
      expect((await archivedJoules(folder)).slice(0, 2)).toEqual(
        expect.arrayContaining([["1 01-31 23:50", 11]]),
      );
      const quarantine = join(folder, "data/live_buffer/quarantine");
      const names = await readdir(quarantine).catch(() => []);
      expect(code).toBe(names.length === 0 ? 0 : 7);
      for (const name of names.filter((n) => n.endsWith(".reason.txt"))) {
        expect((await stat(join(quarantine, name))).size).toBeLessThan(10_000);
      }
      expect(await readdir(join(folder, "data/live_buffer"))).not.toContain("being-read");
    },
    60_000,
  );

  it("odd readings in each of a day's polls is archived portion by portion", async () => {
    const texts = Array.from(
      { length: 60 },
      (_, i) =>
        `{${many(
          1900,
          (n) =>
            `"${n}":${device(
              `${i}-${n}`,
              many(4, (c) => reading(start + c, ',"channelTemp":999')),
            )}`,
        )}}`,
    );
    await using recorder = await folderWith(texts);
    const { code, stdout, stderr } = await flush(recorder.folder);
    expect(code, stderr).toBe(7);
    expect(stdout).toContain(`flushed 60 polls, added ${60 * 1900 * 4} rows`);
    expect(stderr.length).toBeLessThan(10_000);
  }, 120_000);
});

describe("a poll in whose reading flushes died", () => {
  const note = (folder: string): string => join(folder, "data/live_buffer/being-read");

  async function sealed(folder: string, deaths: number): Promise<void> {
    const name = "processing_1769904000";
    const batch = join(folder, "data/live_buffer", name);
    await mkdir(batch, { recursive: true });
    for (const [i, text] of [good[0], poll("2", "2026-01-31T22:00:00Z", 5), good[1]].entries()) {
      await writeFile(join(batch, `${start + 60 * i}.json`), text);
    }
    await writeFile(note(folder), `${deaths} ${name}/${start + 60}.json`.padEnd(200));
  }

  it("is read again once, as it may have been killed for another reason", async () => {
    await using recorder = await folderWith([]);
    await sealed(recorder.folder, 0);
    const { code, stdout } = await flush(recorder.folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("added 3 rows") });
  });

  it("is set aside after a second time, unread, with the reason; its neighbours are archived", async () => {
    await using recorder = await folderWith([]);
    const { folder } = recorder;
    await sealed(folder, 1);
    const { stdout, stderr } = await flush(folder);
    expect(stdout).toContain("flushed 3 polls, added 2 rows");
    expect(stderr).toMatch(/moved to quarantine: .*2 flushes ended while they read this poll/);
    const quarantined = join(folder, "data/live_buffer/quarantine", `${start + 60}.json`);
    expect(await readFile(quarantined, "utf8")).toContain("pcu");
  });
});
