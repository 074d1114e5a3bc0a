import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { filesIn } from "./support/real-site.js";
import { runRecorder, startRecorder } from "./support/recorder-process.js";
import { pageText, servedSite } from "./support/served-site.js";

const may = "data/year=2026/month=5/00000000.parquet";

describe("serve", () => {
  it("says where, and ends on a signal", async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      await using site = await servedSite();
      // A browser keeps its connections open.
      const socket = connect(site.port, "127.0.0.1");
      await sleep(50);
      expect(site.output()).toBe(`Your page is at ${site.url} until you press Ctrl-C.\n`);
      expect(await site.stop(signal)).toMatchObject({ code: 0, stderr: "" });
      socket.destroy();
    }
  });

  it("says who else can read it, if it listens elsewhere", async () => {
    await using site = await servedSite({ args: ["--host", "0.0.0.0"] });
    expect(site.output()).toContain("Anyone on the network can see your readings");
    const { status } = await site.send("GET / HTTP/1.1\nHost: 8.8.8.8");
    expect(status).toBe(403);
  });

  it("says what to do if the port is taken, or none, or the address is not its own", async () => {
    await using site = await servedSite();
    const run = async (...args: string[]): Promise<string> => {
      const ended = await runRecorder(["serve", "--page", "page", ...args], { cwd: site.folder });
      expect(ended.code).toBe(2);
      return ended.stderr;
    };
    const taken = await run("--port", String(site.port));
    expect(taken).toContain(`Port ${site.port} of 127.0.0.1 is taken`);
    expect(taken).toContain(`envoy-recorder serve --port ${site.port + 1}, or --port 0`);
    expect(await run("--host", "192.0.2.1")).toContain("192.0.2.1 is no address of this machine");
    expect(await run("--port", "65536")).toContain("A port is a number from 0 to 65535.");
  });

  it("gives the page, compressed for who can read it, and not again to who has it", async () => {
    await using site = await servedSite({
      prepare: async (folder) => {
        await writeFile(join(folder, "page/index.html.br"), "not really brotli");
      },
    });
    const plain = await site.send("GET / HTTP/1.1");
    expect([plain.body, plain.headers.get("cache-control")]).toEqual([pageText, "no-cache"]);
    expect(plain.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const small = await site.send("GET /index.html HTTP/1.1\nAccept-Encoding: gzip, br");
    expect([small.body, small.headers.get("content-encoding")]).toEqual([
      "not really brotli",
      "br",
    ]);
    const never = await site.send("GET / HTTP/1.1\nAccept-Encoding: gzip, br;q=0");
    expect(never.headers.get("content-encoding")).toBeUndefined();
    const version = small.headers.get("etag") ?? "";
    expect(version).not.toBe(plain.headers.get("etag"));
    const again = await site.send(
      `GET / HTTP/1.1\nAccept-Encoding: br\nIf-None-Match: "other", W/${version}`,
    );
    expect([again.status, again.body, again.headers.get("etag")]).toEqual([304, "", version]);
    const asset = await site.get("assets/panels-4f2a.js");
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect(asset.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  });

  it("lists what DuckDB finds, with the site as the config describes it", async () => {
    await using site = await servedSite({
      config: `[site]\ntime_zone = "Europe/London"
[site.names]\n"482202080000" = "South 1"
[site.groups]\nNorth = ["482202080999"]\nSouth = ["482202080017"]
[site.positions]\n"482202080017" = [1.5, -2]\n`,
    });
    const manifest = await site.manifest();
    expect(manifest.site).toEqual({
      time_zone: "Europe/London",
      inverters: [
        { id: "482202080017", name: null, group: "South", position: { x: 1.5, y: -2 } },
        { id: "482202080000", name: "South 1", group: null, position: null },
      ],
      groups: ["South"],
    });
    expect(Date.now() - Date.parse(manifest.made_at)).toBeLessThan(60_000);
    const expected = await queryArchive(
      site.archive,
      `SELECT month, count(*)::DOUBLE AS rows, epoch_ms(min(period_end_time))::DOUBLE AS first,
       epoch_ms(max(period_end_time))::DOUBLE AS last FROM ARCHIVE GROUP BY month ORDER BY month`,
    );
    const files = manifest.tables["readings"]?.files ?? [];
    expect(files).toHaveLength(2);
    for (const [i, file] of files.entries()) {
      const { month, rows, first, last } = expected[i] ?? {};
      const bytes = Buffer.from(await (await site.get(file.path)).arrayBuffer());
      expect(file).toEqual({
        path: `data/year=2026/month=${month}/00000000.parquet`,
        bytes: bytes.byteLength,
        rows,
        first: new Date(Number(first)).toISOString(),
        last: new Date(Number(last)).toISOString(),
        sha256: createHash("sha256").update(bytes).digest("hex"),
      });
    }
  });

  it("gives the manifest compressed, and not again while nothing changes", async () => {
    await using site = await servedSite({ config: "[tables]\ndaily_summary = false\n" });
    const answer = await site.send("GET /manifest.json HTTP/1.1\nAccept-Encoding: gzip");
    const text = gunzipSync(Buffer.from(answer.body, "latin1")).toString();
    expect(JSON.parse(text).version).toBe(1);
    const version = answer.headers.get("etag") ?? "";
    await sleep(5);
    const again = await site.send(`GET /manifest.json HTTP/1.1\nIf-None-Match: ${version}`);
    expect(again.status).toBe(304);
    await writeFile(join(site.archive, "year=2026/month=5/00000000.parquet"), "damaged");
    const changed = await site.send(`GET /manifest.json HTTP/1.1\nIf-None-Match: ${version}`);
    expect(changed.status).toBe(200);
    expect(changed.body).not.toContain("month=5");
  });

  it("tells how the recording goes", async () => {
    await using site = await servedSite();
    expect((await site.manifest()).recording).toEqual({ last_poll_at: null, polls_waiting: 0 });
    const incoming = join(site.folder, "data/live_buffer/incoming");
    await mkdir(incoming, { recursive: true });
    await writeFile(join(incoming, "1780222502.json"), "{}");
    await mkdir(join(site.folder, "data/state/runs"), { recursive: true });
    const second = Math.floor(Date.now() / 1000) - 120;
    const day = new Date(second * 1000).toISOString().slice(0, 10);
    const runs = `${second} poll 0\n${second + 60} poll 3\n`;
    await writeFile(join(site.folder, "data/state/runs", `${day}.txt`), runs);
    expect((await site.manifest()).recording).toEqual({
      last_poll_at: new Date(second * 1000).toISOString(),
      polls_waiting: 1,
    });
  });

  it("serves an archive that does not exist yet, and where nothing may be written", async () => {
    await using site = await servedSite({ times: [] });
    expect(await site.manifest()).toMatchObject({
      site: { inverters: [], groups: [] },
      tables: { readings: { files: [] } },
    });
    expect(await readdir(site.folder)).toEqual(["config.toml", "page"]);
    expect((await site.get(may)).status).toBe(404);
  });

  it("goes without its cache where the state cannot be written", async () => {
    await using site = await servedSite({
      prepare: async (folder) => {
        // For root, too.
        await writeFile(join(folder, "data/state"), "no folder");
        await chmod(join(folder, "data/parquet_archive"), 0o555);
      },
    });
    const before = await filesIn(join(site.folder, "data"));
    for (let i = 0; i < 2; i++) {
      expect((await site.manifest()).tables["readings"]?.files).toHaveLength(2);
    }
    expect(await filesIn(join(site.folder, "data"))).toEqual(before);
    expect(site.output()).not.toContain("failed");
  });

  it("runs beside flushes, and lists what they add", async () => {
    await using site = await servedSite();
    const count = async (): Promise<number | null | undefined> =>
      (await site.manifest()).tables["readings"]?.files.at(-1)?.rows;
    const before = await count();
    const { writeBacklog } = await import("./support/backlog.js");
    await writeBacklog(site.folder, 120, Date.UTC(2026, 5, 2, 8) / 1000);
    const flush = startRecorder(["flush", "--force"], { cwd: site.folder });
    let isFlushing = true;
    void flush.ended.then(() => {
      isFlushing = false;
    });
    while (isFlushing) {
      for (const { path, sha256 } of (await site.manifest()).tables["readings"]?.files ?? []) {
        const answer = await site.get(`${path}?sha256=${sha256}`);
        const bytes = Buffer.from(await answer.arrayBuffer());
        if (answer.status !== 409) {
          expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
        }
      }
    }
    expect((await flush.ended).code).toBe(0);
    expect(await count()).toBeGreaterThan(Number(before));
    expect(Object.keys((await site.manifest()).tables)).toContain("device_reports");
  });

  it("gives every file that the manifest lists, of the tables too", async () => {
    await using site = await servedSite({ types: "portable" });
    const { writeBacklog } = await import("./support/backlog.js");
    await writeBacklog(site.folder, 30);
    await runRecorder(["flush", "--force"], { cwd: site.folder });
    const { tables } = await site.manifest();
    for (const { files } of Object.values(tables)) {
      expect(files.length).toBeGreaterThan(0);
      for (const { path, bytes, sha256 } of files) {
        const answer = await site.get(`${path}?sha256=${sha256}`);
        expect([path, answer.status]).toEqual([path, 200]);
        expect(answer.headers.get("content-length")).toBe(String(bytes));
        expect(answer.headers.get("cache-control")).toContain("immutable");
      }
    }
  });
});
