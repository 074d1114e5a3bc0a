import { execFileSync } from "node:child_process";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange, type ServedSite, servedSite } from "./support/served-site.js";

const month = "/data/year=2026/month=5/00000000.parquet";
const secret = "hf_verysecret";

let site: ServedSite;
beforeAll(async () => {
  site = await servedSite({
    config: '[serve]\nallowed_hosts = ["Solar.Lan", "10.1.2.3"]\n',
    prepare: async (folder) => {
      const outside = join(folder, "outside");
      await mkdir(outside);
      await writeFile(join(outside, "00000000.parquet"), secret);
      await writeFile(join(folder, "secret.txt"), secret);
      for (const inside of ["data/live_buffer/incoming", "data/state", "data/tables"]) {
        await mkdir(join(folder, inside), { recursive: true });
      }
      await writeFile(join(folder, "data/live_buffer/incoming/1780222502.json"), secret);
      await writeFile(join(folder, "data/state/token.json"), secret);
      const archive = join(folder, "data/parquet_archive");
      await writeFile(join(archive, "notes.txt"), secret);
      await writeFile(join(archive, ".hidden.parquet"), secret);
      // A folder and a file that are links out of the archive, and one that leads to nowhere else.
      await symlink(outside, join(archive, "year=2026/month=7"));
      await mkdir(join(archive, "year=2026/month=8"));
      await symlink(
        join(folder, "secret.txt"),
        join(archive, "year=2026/month=8/00000000.parquet"),
      );
      await symlink("month=5", join(archive, "year=2026/month=9"));
      await symlink(outside, join(folder, "data/tables/meter_readings"));
      await mkdir(join(folder, "data/tables/mine/year=2026"), { recursive: true });
      await writeFile(join(folder, "data/tables/mine/year=2026/00000000.parquet"), secret);
      await mkdir(join(archive, "year=2026/month=10"));
      execFileSync("mkfifo", [join(archive, "year=2026/month=10/00000000.parquet")]);
      await mkdir(join(archive, "year=2026/month=11/00000000.parquet"), { recursive: true });
    },
  });
});
afterAll(() => site[Symbol.asyncDispose]());

describe("serve", () => {
  it.each([
    ["localhost:8417", 200],
    ["LOCALHOST", 200],
    ["127.0.0.1", 200],
    ["[::1]:8417", 200],
    [hostname(), 200],
    [`${hostname()}.local:1`, 200],
    ["solar.lan", 200],
    ["solar.lan.:80", 200],
    ["10.1.2.3", 200],
    ["evil.example", 403],
    ["127.0.0.1.evil.example", 403],
    ["localhost.evil.example:8417", 403],
    ["10.1.2.4", 403],
    ["0.0.0.0", 403],
    ["localhost:8417@evil.example", 403],
    ["localhost/", 403],
    ["", 403],
  ])("answers who asks for %j with %i", async (host, status) => {
    for (const path of ["/", "/manifest.json", month]) {
      const answer = await site.send(`GET ${path} HTTP/1.1\nHost: ${host}`);
      expect([path, answer.status]).toEqual([path, status]);
    }
  });

  it("refuses a request without a Host header", async () => {
    const answer = await exchange(site.port, "GET /manifest.json HTTP/1.0\r\n\r\n");
    expect(answer.status).toBe(403);
  });

  it.each([
    [{ "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script" }],
    [{ "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" }],
    [{ "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe" }],
    [{ "Sec-Fetch-Site": "something-new" }],
    [{ Origin: "http://evil.example" }],
    [{ Origin: "null" }],
    [{ Origin: "http://localhost:1" }],
  ])("refuses what other sites ask for: %j", async (headers) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    for (const path of ["/", "/manifest.json", month]) {
      const answer = await site.send([`GET ${path} HTTP/1.1`, ...lines].join("\n"));
      expect([path, answer.status]).toEqual([path, 403]);
      expect([...answer.headers.keys()].join()).not.toContain("access-control");
    }
  });

  it("answers the page's own requests, and a link to the page alone", async () => {
    const own = `Sec-Fetch-Site: same-origin\nOrigin: http://localhost:${site.port}`;
    expect((await site.send(`GET ${month} HTTP/1.1\n${own}`)).status).toBe(200);
    const typed = "Sec-Fetch-Site: none\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document";
    expect((await site.send(`GET /manifest.json HTTP/1.1\n${typed}`)).status).toBe(200);
    const link = typed.replace("none", "cross-site");
    expect((await site.send(`GET / HTTP/1.1\n${link}`)).status).toBe(200);
    expect((await site.send(`GET /manifest.json HTTP/1.1\n${link}`)).status).toBe(403);
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])("refuses %s", async (method) => {
    const answer = await site.send(`${method} / HTTP/1.1\nContent-Length: 0`);
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
  });

  it.each([
    "/data/../../secret.txt",
    "/data/..%2f..%2fsecret.txt",
    "/data/%2e%2e/%2e%2e/secret.txt",
    "/data/..%252f..%252fsecret.txt",
    "/data/..\\..\\secret.txt",
    "/data/..%5c..%5csecret.txt",
    "/../secret.txt",
    "//etc/passwd",
    "/data/year=2026/month=5/../../notes.txt",
    "/data/year=2026/../year=2026/month=5/00000000.parquet",
    "/data/year=2026/month=5/00000000.parquet/",
    "/data/year=2026/month=5/00000000.parquet%00",
    "/data/year=2026/month=5/",
    "/data/",
    "/data/notes.txt",
    "/data/.hidden.parquet",
    "/.git/config",
    "/config.toml",
    "/secret.txt",
    "/live_buffer/incoming/1780222502.json",
    "/data/live_buffer/incoming/1780222502.json",
    "/state/token.json",
    "/tables/state/year=2026/00000000.parquet",
    "/tables/../state/token.json",
    "/tables/..%2fstate%2ftoken.json",
    "/page/index.html",
    "/assets/",
    "/data/year=2026/month=7/00000000.parquet",
    "/data/year=2026/month=8/00000000.parquet",
    "/data/year=2026/month=10/00000000.parquet",
    "/data/year=2026/month=11/00000000.parquet",
    "/tables/mine/year=2026/00000000.parquet",
    "/tables/meter_readings/00000000.parquet",
    "/tables/meter_readings/year=2026/00000000.parquet",
  ])("has nothing at %s", async (path) => {
    const answer = await site.send(`GET ${path} HTTP/1.1`);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain(secret);
  });

  it("refuses what is no path", async () => {
    for (const path of ["/%zz", "/%", "/%ff", "http://localhost/", "*"]) {
      expect([path, (await site.send(`GET ${path} HTTP/1.1`)).status]).toEqual([path, 400]);
    }
  });

  it("follows links that stay in the archive, and encoded names", async () => {
    for (const path of ["/data/year=2026/month=9/00000000.parquet", month.replaceAll("=", "%3D")]) {
      expect((await site.send(`GET ${path} HTTP/1.1`)).status).toBe(200);
    }
  });

  it("says in every answer what a page from here may do", async () => {
    for (const path of ["/", "/manifest.json", month, "/none", "/assets/panels-4f2a.js"]) {
      const { headers } = await site.send(`GET ${path} HTTP/1.1`);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    }
  });

  it("lists no file in the manifest that it does not give", async () => {
    const manifest = await site.manifest();
    expect(manifest.tables["readings"]?.files.length).toBeGreaterThan(0);
    for (const { path, sha256 } of manifest.tables["readings"]?.files ?? []) {
      expect([path, (await site.get(`${path}?sha256=${sha256}`)).status]).toEqual([path, 200]);
    }
  });

  it("has nothing of an archive that is gone", async () => {
    await rename(site.archive, `${site.archive}.away`);
    expect((await site.get(month)).status).toBe(404);
    const manifest = await site.manifest();
    expect(manifest.tables["readings"]?.files).toEqual([]);
    await rename(`${site.archive}.away`, site.archive);
    expect((await site.get(month)).status).toBe(200);
  });
});
