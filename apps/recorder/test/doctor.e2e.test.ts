import { spawnSync } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readdir, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { createSite } from "@envoy/envoy-simulator";
import { afterAll, describe, expect, it } from "vitest";
import { crontabLine } from "../src/schedule/crontab.js";
import { tryLock } from "../src/state/process-lock.js";
import { doctorSite } from "./support/doctor-site.js";
import { runRecorder } from "./support/recorder-process.js";
import { hasTerminals, type } from "./support/terminal.js";

const isRoot = process.getuid?.() === 0;

const disk = await mkdtemp(join(tmpdir(), "small-disk-"));
const mount = ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk];
const hasDisk = spawnSync("mount", mount).status === 0;
if (!hasDisk) console.warn("No small disk can be mounted here: a full one is not examined.");
afterAll(async () => {
  if (hasDisk) spawnSync("umount", [disk]);
  await rmdir(disk);
});

/** The name of the newest day's log of runs. */
async function runLog(state: string): Promise<string> {
  const [name = ""] = (await readdir(join(state, "runs"))).toReversed();
  return join(state, "runs", name);
}

describe("doctor", () => {
  it("finds a healthy site healthy", async () => {
    await using site = await doctorSite();
    const { code, notOk, says, report } = await site.examine();
    expect(notOk).toEqual([]);
    expect(code).toBe(0);
    expect(report.checks).toHaveLength(17);
    expect(says("token")).toMatch(/^owner, until 20\d\d-.*the gateway takes it/);
    expect(says("archive")).toMatch(/^1 month, each file can be read/);
    expect(says("upload")).toMatch(/^me may create me\/solar, private/);
    const { stdout } = await runRecorder(["doctor"], { cwd: site.folder });
    expect(stdout).toMatch(/^ok {4}config {7}\/.*config\.toml\n/);
    expect(stdout).toMatch(/\n\nAll is well\.\n$/);
    expect(stdout).not.toContain("\x1b");
  });

  it.runIf(hasTerminals)("has colour at a terminal, unless NO_COLOR is set", async () => {
    await using site = await doctorSite();
    const [code, shown] = await type(
      site.folder,
      "doctor",
      // Node gives no colour to a terminal of a CI that it does not know.
      "stty cols 50; env -u CI -u NO_COLOR -u FORCE_COLOR TERM=xterm",
    );
    expect(code).toBe(0);
    expect(shown).toContain("\x1b[32mok    \x1b[39mconfig");
    const lines = stripVTControlCharacters(shown).split("\r\n");
    const broken = lines.findIndex((line) => line.startsWith("ok    token        owner, until"));
    expect(lines[broken]?.length).toBeLessThanOrEqual(50);
    expect(lines[broken + 1]).toMatch(/^ {6}days\); the gateway takes it$/);
    const [, plain] = await type(site.folder, "doctor", "env -u FORCE_COLOR TERM=xterm NO_COLOR=1");
    expect(plain).not.toContain("\x1b");
  });

  it("asks the gateway one thing at a time, and nothing twice", async () => {
    await using site = await doctorSite();
    const before = site.gateway.requests.length;
    await runRecorder(["doctor"], { cwd: site.folder });
    expect(site.gateway.requests.slice(before)).toEqual([
      "GET /info",
      "GET /auth/check_jwt",
      "GET /ivp/pdm/device_data",
    ]);
  });

  it.each([
    ["is missing", undefined, /There is no config file/],
    ["has a mistyped key", '[envoy]\nip_adress = "192.0.2.1"\n', /did you mean envoy.ip_address/],
    ["is no TOML", "[envoy\n", /not valid TOML at line 1/],
  ])("names a config that %s, and skips what needs it", async (_, text, problem) => {
    await using site = await doctorSite();
    await rm(site.path("config.toml"));
    if (text !== undefined) await writeFile(site.path("config.toml"), text);
    const { code, notOk, says, report } = await site.examine();
    expect(code).toBe(2);
    expect(says("config")).toMatch(problem);
    expect(notOk).toHaveLength(report.checks.length);
    expect(notOk.filter((check) => !check.startsWith("skipped"))).toEqual(["fail config"]);
  });

  it("warns of secrets that others can read, and names a time zone that there is not", async () => {
    await using site = await doctorSite();
    await chmod(site.path("config.toml"), 0o644);
    expect((await site.examine()).says("config")).toContain("chmod 600");
    await site.configure({ more: '[site]\ntime_zone = "Europe/Lundon"\n' });
    const { code, notOk } = await site.examine();
    expect([code, notOk]).toEqual([2, ["fail config"]]);
  });

  it("names a folder that is none", async () => {
    await using site = await doctorSite();
    await site.configure({ more: '[paths]\nstate = "state-file"\n' });
    await writeFile(site.path("state-file"), "");
    const { code, notOk, says } = await site.examine();
    expect(code).toBe(5);
    expect(notOk).toContain("fail folders");
    expect(says("folders")).toMatch(/not a directory, '.*state-file' \/ It needs to be a folder/);
  });

  it.runIf(isRoot)("names a folder of another user", async () => {
    await using site = await doctorSite();
    await chown(site.path("data/live_buffer"), 12345, 12345);
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([2, ["fail folders"]]);
    expect(says("folders")).toContain("sudo -u '#12345'");
  });

  it.runIf(hasDisk)("names a disk that is mounted read-only, as a failing one is", async () => {
    await using site = await doctorSite({ parent: disk });
    spawnSync("mount", ["-o", "remount,ro", disk]);
    const { code, says } = await site.examine();
    spawnSync("mount", ["-o", "remount,rw", disk]);
    expect(code).toBe(5);
    expect(says("folders")).toMatch(/^the disk of .* is mounted read-only \/ A failing SD card/);
  });

  it.runIf(hasDisk)("names a disk that is nearly full", async () => {
    await using site = await doctorSite({ parent: disk });
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([5, ["fail space"]]);
    expect(says("space")).toMatch(/^only \d\.\d MB free on the disk of .*small-disk/);
  });

  it("names polls that no longer come, and the reason of one that failed", async () => {
    await using site = await doctorSite();
    const log = await runLog(site.path("data/state"));
    const hoursAgo = Math.floor(Date.now() / 1000) - 5 * 3600;
    await writeFile(log, `${hoursAgo} poll 0\n`);
    const gone = await site.examine();
    expect([gone.code, gone.notOk]).toEqual([1, ["fail polls", "warn schedule"]]);
    expect(gone.says("polls")).toMatch(/^the last one was 5 h ago \/ Nothing records\./);
    await writeFile(log, `${Math.floor(Date.now() / 1000) - 60} poll 4\n`);
    const failed = await site.examine();
    expect([failed.code, failed.notOk]).toEqual([4, ["fail polls"]]);
    const lastMinutes = [90, 80, 1].map((ago) => Math.floor(Date.now() / 1000) - ago * 60);
    await writeFile(log, lastMinutes.map((at) => `${at} poll 0\n`).join(""));
    const missed = await site.examine();
    expect([missed.code, missed.notOk]).toEqual([0, ["warn polls"]]);
    expect(missed.says("polls")).toContain("87 of 90 minutes have none");
    await rm(site.path("data/state/runs"), { recursive: true });
    const none = await site.examine();
    expect([none.code, none.notOk]).toEqual([0, ["warn polls", "warn schedule"]]);
  });

  it("knows the line of this config in the crontab", async () => {
    await using site = await doctorSite();
    const program = { node: "/usr/bin/node", script: "/opt/envoy-recorder.cjs" };
    const line = crontabLine(program, site.path("config.toml"));
    await mkdir(site.path("bin"));
    const script = `#!/bin/sh\ncat <<'EOF'\n${line}\nEOF\n`;
    await writeFile(site.path("bin/crontab"), script, { mode: 0o755 });
    const { says } = await site.examine({
      PATH: `${site.path("bin")}:${process.env["PATH"]}`,
    });
    expect(says("schedule")).toBe("in your crontab / null");
  });

  it("names polls that wait for too long, and a flush that fails", async () => {
    await using site = await doctorSite();
    await site.run("record");
    const incoming = site.path("data/live_buffer/incoming");
    const hoursAgo = Math.floor(Date.now() / 1000) - 3 * 3600;
    await writeFile(join(incoming, `${hoursAgo}.json`), "{}");
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([0, ["warn buffer"]]);
    expect(says("buffer")).toMatch(/^2 polls wait, the oldest for 3 h; a flush is due each 15 min/);
    await writeFile(
      await runLog(site.path("data/state")),
      `${Math.floor(Date.now() / 1000)} poll 0\n${Math.floor(Date.now() / 1000)} flush 5\n`,
    );
    const failed = await site.examine();
    expect([failed.code, failed.notOk]).toEqual([5, ["fail buffer"]]);
  });

  it("counts the quarantine", async () => {
    await using site = await doctorSite();
    await mkdir(site.path("data/live_buffer/incoming"), { recursive: true });
    await writeFile(site.path("data/live_buffer/incoming/1795600000.json"), "<html>");
    await site.run("flush", "--force");
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([0, ["warn quarantine"]]);
    expect(says("quarantine")).toMatch(/^1 poll could not be used .*backfill '.*quarantine'/);
  });

  it("names the page of meters that fails while the inverters' readings are saved", async () => {
    await using site = await doctorSite({ gateway: { site: createSite({ meters: "enabled" }) } });
    for (const _ of [1, 2]) site.gateway.failNext("unavailable", "/ivp/meters/readings");
    await site.run("record");
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([0, ["warn pages"]]);
    expect(says("pages")).toMatch(/^not saved at present: meters /);
  });

  it("names a damaged file of the archive", async () => {
    await using site = await doctorSite();
    const [month = ""] = (
      await readdir(site.path("data/parquet_archive"), { recursive: true })
    ).filter((name) => name.endsWith(".parquet"));
    await writeFile(site.path(`data/parquet_archive/${month}`), "torn");
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([5, ["fail archive"]]);
    expect(says("archive")).toMatch(/^1 of 1 month cannot be read \/ Cannot read .*month=/);
  });

  it("tells who holds the lock, which is no fault, and takes it from nobody", async () => {
    await using site = await doctorSite();
    const lock = await tryLock([site.path("data/parquet_archive")], "flush");
    const held = await site.examine();
    expect(held.notOk).toEqual([]);
    if (process.platform === "linux") {
      expect(held.says("lock")).toMatch(new RegExp(`^process ${process.pid} is flushing, started`));
    }
    await lock?.release();
    expect((await site.examine()).says("lock")).toBe("free / null");
  });
});

describe("doctor at the Hub", () => {
  it.each<[string, string, RegExp]>([
    ["a wrong token", 'token = "hf_another"', /does not know the token \/ .*settings\/tokens/],
    ["no token", "", /^There is no token for the Hub/],
    ["a missing branch", 'token = "hf_verysecrettoken"\nbranch = "solar"', /has no branch "solar"/],
  ])("names %s", async (_, hub, problem) => {
    await using site = await doctorSite();
    await site.run("upload");
    await site.configure({ hub });
    const { code, notOk, says } = await site.examine({ HOME: site.folder });
    expect([code, notOk]).toEqual([6, ["fail upload"]]);
    expect(says("upload")).toMatch(problem);
  });

  it("names a token that only reads, and a dataset that it can see none of", async () => {
    await using site = await doctorSite({ access: "read" });
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([6, ["fail upload"]]);
    expect(says("upload")).toMatch(/whose role is read, may not write to me\/solar/);
  });

  it("names a Hub that does not answer, and tells the rest", async () => {
    await using site = await doctorSite();
    await site.hub.close();
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([6, ["fail upload"]]);
    expect(says("upload")).toContain("ECONNREFUSED");
  });

  it("waits eight seconds for it, and tells the rest", async () => {
    await using site = await doctorSite();
    site.hub.failNext("whoami", "stall");
    const { stdout, code } = await runRecorder(["doctor"], { cwd: site.folder });
    expect(code).toBe(6);
    expect(stdout).toMatch(/^FAIL {2}upload +http.* did not answer within 8 s$/m);
    expect(stdout).toMatch(/^ok {4}archive/m);
  }, 30_000);
});
