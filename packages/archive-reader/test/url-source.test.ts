import { setTimeout as sleep } from "node:timers/promises";
import { type FileProgress, type ManifestFile, urlSource } from "@envoy/archive-reader";
import { describe, expect, it } from "vitest";
import { startFileServer, startServer } from "./support/loopback-server.js";
import { fileOf, manifestOf } from "./support/manifests.js";

const path = "data/year=2026/month=5/00000000.parquet";

/** A server of one file and of a manifest that names it, both as they are at the time. */
async function serve(content: { now: string; named?: string }) {
  const server = await startFileServer((requested) => {
    if (requested === "/site/manifest.json") {
      return JSON.stringify(manifestOf({ [path]: content.named ?? content.now }));
    }
    return requested === `/site/${path}` ? content.now : undefined;
  });
  return { ...server, source: urlSource(`${server.url}/site/manifest.json?from=here`) };
}

const textOf = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString();

describe("an archive on a web server", () => {
  it("has its files beside the manifest, asked for by their hash", async () => {
    const { source, requests } = await serve({ now: "May" });
    const [file] = (await source.manifest()).tables.readings;
    expect(file).toEqual(fileOf(path, "May"));
    expect(textOf(await source.file(file as ManifestFile))).toBe("May");
    expect(requests).toEqual([
      "GET /site/manifest.json?from=here",
      `GET /site/${path}?sha256=${fileOf(path, "May").sha256}`,
    ]);
  });

  it("has names with any characters", async () => {
    const odd = "a b&c=d;é+(1).parquet";
    const server = await startFileServer((requested) =>
      requested === `/${odd}` ? "x" : undefined,
    );
    const bytes = await urlSource(`${server.url}/manifest.json`).file(fileOf(odd, "x"));
    expect(textOf(bytes)).toBe("x");
  });

  it("gives the new file, if it has changed since the manifest", async () => {
    const content = { now: "May" };
    const { source, requests } = await serve(content);
    const [file] = (await source.manifest()).tables.readings;
    content.now = "May and more";
    expect(textOf(await source.file(file as ManifestFile))).toBe("May and more");
    expect(requests).toHaveLength(4);
  });

  it.each(["May", "M", "Mai", "May, and much more"])(
    "refuses a file whose content is %j although a new manifest names another",
    async (now) => {
      const { source, requests } = await serve({ now, named: "Jun" });
      const [file] = (await source.manifest()).tables.readings;
      await expect(source.file(file as ManifestFile)).rejects.toMatchObject({
        code: "ERR_CHANGED",
        message: expect.stringContaining(path),
      });
      expect(requests).toHaveLength(4);
    },
  );

  it.each([409, 404])("reads the manifest anew if the file is answered with %i", async (status) => {
    let isOld = true;
    const server = await startServer((request, response) => {
      if (request.url?.startsWith("/manifest.json")) {
        response.end(JSON.stringify(manifestOf({ [path]: "new" })));
      } else {
        response.statusCode = isOld ? status : 200;
        isOld = false;
        response.end("new");
      }
    });
    const source = urlSource(`${server.url}/manifest.json`);
    expect(textOf(await source.file(fileOf(path, "old")))).toBe("new");
    expect(server.requests.at(-1)).toBe(`GET /${path}?sha256=${fileOf(path, "new").sha256}`);
  });

  it("does not have a file any more that a new manifest does not name", async () => {
    const server = await startFileServer((requested) =>
      requested === "/manifest.json" ? JSON.stringify(manifestOf({})) : undefined,
    );
    const source = urlSource(`${server.url}/manifest.json`);
    await expect(source.file(fileOf(path, "old"))).rejects.toMatchObject({ code: "ERR_CHANGED" });
  });

  it("tells how much of a file has come", async () => {
    const content = "x".repeat(1_000_000);
    const { source } = await serve({ now: content });
    const progress: FileProgress[] = [];
    await source.file(fileOf(path, content), { onProgress: (step) => progress.push(step) });
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)).toEqual({ receivedBytes: 1_000_000, totalBytes: 1_000_000 });
    const received = progress.map(({ receivedBytes }) => receivedBytes);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
  });

  it.each([
    [401, "ERR_UNAUTHORIZED", /If it is private, give a token/],
    [403, "ERR_UNAUTHORIZED", /give a token/],
    [404, "ERR_NOT_FOUND", /there is none/],
    [429, "ERR_UNREACHABLE", /answers 429/],
    [500, "ERR_UNREACHABLE", /answers 500/],
  ])("whose manifest is answered with %i is %s", async (status, code, message) => {
    const server = await startServer((_, response) => response.writeHead(status).end("no"));
    const source = urlSource(`${server.url}/manifest.json?key=secret`);
    const error = await source.manifest().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, status, message: expect.stringMatching(message) });
    expect(String(error)).toContain(`the manifest at ${server.url}/manifest.json:`);
    expect(String(error)).not.toContain("secret");
  });

  it("that cannot be reached says so", async () => {
    const server = await startServer((_, response) => response.destroy());
    const source = urlSource(`${server.url}/manifest.json`);
    await expect(source.manifest()).rejects.toMatchObject({
      code: "ERR_UNREACHABLE",
      status: undefined,
      cause: expect.any(TypeError),
    });
  });

  it("whose answer breaks off is unreachable, not changed", async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { "content-length": 1000 });
      response.write("x".repeat(500), () => setTimeout(() => response.destroy(), 20));
    });
    const source = urlSource(`${server.url}/manifest.json`);
    await expect(source.file(fileOf(path, "x".repeat(1000)))).rejects.toMatchObject({
      code: "ERR_UNREACHABLE",
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each(["before the answer", "in the middle of it"])(
    "that stops %s is unreachable",
    async (when) => {
      const server = await startServer((_, response) => {
        if (when === "in the middle of it") response.write("{");
      });
      const source = urlSource(`${server.url}/manifest.json`, { idleTimeoutMs: 100 });
      await expect(source.manifest()).rejects.toMatchObject({
        code: "ERR_UNREACHABLE",
        message: expect.stringContaining("nothing came for 0.1 s"),
      });
    },
  );

  it("that is slow, but goes on sending, is waited for", async () => {
    const text = JSON.stringify(manifestOf({}));
    const server = await startServer(async (_, response) => {
      for (let i = 0; i < text.length; i += text.length / 5) {
        response.write(text.slice(i, i + text.length / 5));
        await sleep(100);
      }
      response.end();
    });
    const source = urlSource(`${server.url}/manifest.json`, { idleTimeoutMs: 350 });
    expect((await source.manifest()).version).toBe(1);
  });

  it("whose manifest is a web page has none", async () => {
    const server = await startFileServer(() => "<!doctype html>");
    await expect(urlSource(`${server.url}/manifest.json`).manifest()).rejects.toMatchObject({
      code: "ERR_MANIFEST",
      message: `What is at ${server.url}/manifest.json is not JSON, so it is not the manifest. Check the address.`,
    });
  });

  it.each(["manifest", "file"])("cannot fill the memory with an endless %s", async (what) => {
    let sent = 0;
    const server = await startServer((request, response) => {
      const chunk = Buffer.alloc(65_536, " ");
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
        sent += chunk.length;
      };
      response.on("drain", write);
      if (what === "manifest" || request.url?.includes("parquet")) write();
      else response.end(JSON.stringify(manifestOf({ [path]: "x" })));
    });
    const source = urlSource(`${server.url}/manifest.json`);
    const reading = what === "manifest" ? source.manifest() : source.file(fileOf(path, "x"));
    await expect(reading).rejects.toMatchObject({
      code: what === "manifest" ? "ERR_MANIFEST" : "ERR_CHANGED",
    });
    expect(sent).toBeLessThan(20_000_000);
  });

  it("can be left, before and while it answers", async () => {
    const server = await startServer((_, response) => response.write("{"));
    const source = urlSource(`${server.url}/manifest.json`);
    const reason = new Error("the page was closed");
    await expect(source.manifest({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(0);
    const controller = new AbortController();
    const reading = source.file(fileOf(path, "x"), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(reading).rejects.toBe(reason);
  });

  it("has no password in its address", () => {
    expect(() => urlSource("http://me:secret@localhost/manifest.json")).toThrow(TypeError);
    expect(() => urlSource("http://me:secret@localhost/manifest.json")).not.toThrow(/secret/);
  });

  it("is believed by its length where the runtime has no SHA-256", async () => {
    const { source } = await serve({ now: "Mai", named: "Jun" });
    const crypto = Object.getOwnPropertyDescriptor(globalThis, "crypto");
    Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
    try {
      expect(textOf(await source.file(fileOf(path, "Jun")))).toBe("Mai");
      const short = await serve({ now: "Ju", named: "Jun" });
      const cut = short.source.file(fileOf(path, "Jun"));
      await expect(cut).rejects.toMatchObject({ code: "ERR_CHANGED" });
    } finally {
      if (crypto !== undefined) Object.defineProperty(globalThis, "crypto", crypto);
    }
  });
});
