import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { writeBacklog } from "./support/backlog.js";
import { ageNote } from "./support/note.js";
import { startRecorder } from "./support/recorder-process.js";
import { eachWithUploadSite, type UploadSite, until } from "./support/upload-site.js";

let site: UploadSite;
eachWithUploadSite((opened) => {
  site = opened;
});

describe("an upload of envoy-recorder record", () => {
  const uploads = (): number =>
    site.hub.requests.filter((request) => request.includes("/commit/")).length;

  it("uploads after a flush once the interval has passed; a failure is tried again when it is due, not before", async () => {
    await site.setUp();
    const flushAgain = async (hour: number): Promise<Ended> => {
      await writeBacklog(site.folder, 30, Date.UTC(2026, 5, 3, hour) / 1000);
      return site.run("record");
    };
    // The gateway is away (code 3), the flush and the upload go on.
    const first = await flushAgain(8);
    expect(first.code).toBe(3);
    expect(first.stderr).toMatch(/flushed 30 polls, added \d+ rows to 2026-06; uploaded 3 files/);
    expect((await flushAgain(9)).stderr).not.toContain("upload");
    expect(uploads()).toBe(1);

    await pretendLastTry(2 * 3600);
    site.hub.failNext("info", { status: 403 });
    const failed = await flushAgain(10);
    expect(failed.stderr).toContain("ERROR The upload failed: ");
    expect(failed.stderr).toContain("flushed 30 polls");
    expect((await flushAgain(11)).stderr).not.toContain("upload");
    await pretendLastTry(2 * 3600);
    expect((await flushAgain(12)).stderr).toContain("uploaded 3 files");
  }, 60_000);

  it("waits after the quota as the Hub told it to", async () => {
    await site.setUp();
    site.hub.failNext("commit", "quota");
    expect((await site.run("upload")).code).toBe(6);
    const times = JSON.parse(
      await readFile(join(site.folder, "data/state/upload-times.json"), "utf8"),
    );
    expect(times.notBefore - times.triedAt).toBeGreaterThan(3500);
    await pretendLastTry(2 * 3600, times.notBefore);
    await writeBacklog(site.folder, 30, Date.UTC(2026, 5, 3, 8) / 1000);
    expect((await site.run("record")).stderr).not.toContain("upload");
  });

  it("makes neither polls nor flushes wait for a slow upload", async () => {
    await site.setUp();
    site.hub.failNext("info", "stall");
    const slow = startRecorder(["upload"], { cwd: site.folder });
    await until(() => site.hub.requests.length > 0);
    await writeBacklog(site.folder, 30, Date.UTC(2026, 5, 3, 8) / 1000);
    await pretendLastTry(2 * 3600);
    const other = await site.run("record");
    expect(other.stderr).toMatch(/flushed 30 polls, .*; another run is uploading/);
    slow.child.kill("SIGTERM");
    const { code, stderr } = await slow.ended;
    site.outputs.push(stderr);
    expect(code).toBe(1);
    expect(stderr).toContain("Stopped while uploading; nothing is half done.");
  });

  it("warns of an interval that makes too many commits, once a day", async () => {
    await site.setUp("[intervals]\nupload_every_n_minutes = 15\n");
    await writeBacklog(site.folder, 30, Date.UTC(2026, 5, 3, 8) / 1000);
    const warning = /WARNING intervals\.upload_every_n_minutes = 15 makes up to 96 commits a day/;
    expect(site.outputs.join("")).toMatch(warning);
    expect((await site.run("flush", "--force")).stderr).toBe("");
    await ageNote(join(site.folder, "data/state/reminders.json"), 86_400);
    await writeBacklog(site.folder, 30, Date.UTC(2026, 5, 4, 8) / 1000);
    expect((await site.run("flush", "--force")).stderr).toMatch(warning);
    await chmod(join(site.folder, "config.toml"), 0o600);
  });

  async function pretendLastTry(secondsAgo: number, notBefore = 0): Promise<void> {
    const triedAt = Math.floor(Date.now() / 1000) - secondsAgo;
    await mkdir(join(site.folder, "data/state"), { recursive: true });
    await writeFile(
      join(site.folder, "data/state/upload-times.json"),
      JSON.stringify({ triedAt, notBefore }),
    );
    expect(await readdir(join(site.folder, "data/state"))).toContain("upload-times.json");
  }
});
