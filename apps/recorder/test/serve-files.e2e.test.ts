import { createHash } from "node:crypto";
import { copyFile, mkdir, rename, truncate, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ServedSite, servedSite } from "./support/served-site.js";

const may = "data/year=2026/month=5/00000000.parquet";
const size = 1_000_000;
const original = Buffer.alloc(size, "abcdefghij");

let site: ServedSite;
let path: string;
beforeEach(async () => {
  site = await servedSite({ times: [] });
  path = join(site.archive, "year=2026/month=5/00000000.parquet");
  await mkdir(join(site.archive, "year=2026/month=5"), { recursive: true });
  await writeFile(path, original);
});
afterEach(() => site[Symbol.asyncDispose]());

/** Replaces the file as a flush does. */
async function replace(bytes: Buffer): Promise<void> {
  await writeFile(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
}

describe("a file that serve gives", () => {
  it.each([
    ["bytes=0-0", 206, 0, 1],
    ["bytes=0-", 206, 0, size],
    ["bytes=999999-", 206, 999_999, 1],
    ["bytes=10-19", 206, 10, 10],
    ["bytes=999990-2000000", 206, 999_990, 10],
    ["bytes=-8", 206, 999_992, 8],
    ["bytes=-2000000", 206, 0, size],
    ["bytes=1000000-", 416, 0, 0],
    ["bytes=1000000-1000001", 416, 0, 0],
    ["bytes=-0", 416, 0, 0],
    ["bytes=999999999999999-", 416, 0, 0],
    ["bytes=19-10", 200, 0, size],
    ["bytes=-", 200, 0, size],
    ["bytes=0-1,3-4", 200, 0, size],
    ["bytes=0x1-2", 200, 0, size],
    ["lines=0-1", 200, 0, size],
    ["bytes=99999999999999999999-", 200, 0, size],
  ])("is answered to Range %s with %i", async (range, status, start, length) => {
    const answer = await site.send(`GET /${may} HTTP/1.1\nRange: ${range}`);
    expect(answer.status).toBe(status);
    if (status === 416) {
      expect(answer.headers.get("content-range")).toBe(`bytes */${size}`);
      return;
    }
    expect(answer.body).toBe(original.subarray(start, start + length).toString("latin1"));
    expect(answer.headers.get("content-length")).toBe(String(length));
    expect(answer.headers.get("content-range")).toBe(
      status === 206 ? `bytes ${start}-${start + length - 1}/${size}` : undefined,
    );
  });

  it("has the same headers, and no body, for HEAD", async () => {
    for (const headers of ["Accept: */*", "Range: bytes=5-9", "Range: bytes=1000000-"]) {
      const head = await site.send(`HEAD /${may} HTTP/1.1\n${headers}`);
      const get = await site.send(`GET /${may} HTTP/1.1\n${headers}`);
      expect(head.body).toBe("");
      expect(head.status).toBe(get.status);
      for (const name of ["content-length", "content-range", "etag", "content-type"]) {
        expect(head.headers.get(name)).toBe(get.headers.get(name));
      }
    }
    for (const other of ["", "manifest.json", "none"]) {
      const head = await site.send(`HEAD /${other} HTTP/1.1`);
      expect(head.body).toBe("");
      expect(Number(head.headers.get("content-length"))).toBeGreaterThan(0);
    }
  });

  it("is not sent again to who has its version, and only whole to who has a part of another", async () => {
    const etag = (await site.send(`HEAD /${may} HTTP/1.1`)).headers.get("etag") ?? "";
    const ask = async (headers: string): Promise<number> =>
      (await site.send(`GET /${may} HTTP/1.1\n${headers}`)).status;
    expect(await ask(`If-None-Match: ${etag}`)).toBe(304);
    expect(await ask("If-None-Match: *")).toBe(304);
    expect(await ask(`If-None-Match: "other"`)).toBe(200);
    expect(await ask(`Range: bytes=0-1\nIf-Range: ${etag}`)).toBe(206);
    expect(await ask(`Range: bytes=0-1\nIf-Range: "other"`)).toBe(200);
    // The same bytes in another file are another version: the time alone may be the same.
    await copyFile(path, `${path}.new`);
    await rename(`${path}.new`, path);
    expect(await ask(`If-None-Match: ${etag}`)).toBe(200);
    expect(await ask(`Range: bytes=0-1\nIf-Range: ${etag}`)).toBe(200);
  });

  it("is the one of the hash that was asked for, or none", async () => {
    const hash = createHash("sha256").update(original).digest("hex");
    const ask = async (): Promise<Response> => site.get(`${may}?sha256=${hash}`);
    expect((await ask()).status).toBe(200);
    const part = await site.get(`${may}?sha256=${hash}`, { range: "bytes=0-3" });
    expect([part.status, await part.text()]).toEqual([206, "abcd"]);
    // As long as before.
    await replace(Buffer.alloc(size, "z"));
    expect((await ask()).status).toBe(409);
    expect((await site.get(`${may}?sha256=`)).status).toBe(409);
    expect((await site.get(may)).status).toBe(200);
  });

  it("stays the same from beginning to end while it is replaced", async () => {
    const large = Buffer.alloc(24 * 2 ** 20, "abcdefghij");
    await replace(large);
    const { socket, received } = slowClient(site.port);
    await sleep(200);
    await replace(Buffer.alloc(100, "z"));
    socket.resume();
    const answer = await received;
    const body = answer.subarray(answer.indexOf("\r\n\r\n") + 4);
    expect(Buffer.compare(body, large)).toBe(0);
  });

  it("is not ended as if it were whole when somebody shortens it", async () => {
    await replace(Buffer.alloc(24 * 2 ** 20, "abcdefghij"));
    const { socket, received } = slowClient(site.port, "keep-alive");
    await sleep(200);
    await truncate(path, 1000);
    const began = Date.now();
    socket.resume();
    const answer = await received;
    // At once, and not when the server gives up waiting for another request.
    expect(Date.now() - began).toBeLessThan(4000);
    expect(answer.byteLength).toBeLessThan(24 * 2 ** 20);
    // The next one is answered.
    expect((await site.get(may)).status).toBe(200);
  });

  it("is given to others while many clients read slowly or say nothing", async () => {
    await replace(Buffer.alloc(8 * 2 ** 20, "abcdefghij"));
    const slow = Array.from({ length: 40 }, () => slowClient(site.port));
    const silent = Array.from({ length: 40 }, () => connect(site.port, "127.0.0.1"));
    await sleep(200);
    const answer = await site.get(may, { range: "bytes=0-9" });
    expect(await answer.text()).toBe("abcdefghij");
    for (const socket of [...silent, ...slow.map((one) => one.socket)]) socket.destroy();
    await sleep(100);
    expect((await site.get("manifest.json")).status).toBe(200);
  });

  it("is not given to more clients at once than there are files to open", async () => {
    const clients = Array.from({ length: 300 }, () => connect(site.port, "127.0.0.1"));
    let ended = 0;
    for (const client of clients) {
      client.on("error", () => undefined);
      client.on("close", () => ended++);
    }
    await sleep(300);
    expect(ended).toBeGreaterThanOrEqual(300 - 128);
    for (const client of clients) client.destroy();
    await sleep(100);
    expect((await site.get(may)).status).toBe(200);
  });
});

/** Asks for the file and reads nothing until it is resumed. */
function slowClient(
  port: number,
  connection: "close" | "keep-alive" = "close",
): {
  readonly socket: Socket;
  readonly received: Promise<Buffer>;
} {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET /${may} HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`);
  const parts: Buffer[] = [];
  const received = new Promise<Buffer>((resolve) => {
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(Buffer.concat(parts)));
  });
  socket.on("data", (part) => parts.push(part));
  socket.pause();
  return { socket, received };
}
