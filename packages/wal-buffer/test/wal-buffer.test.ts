import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { WalBuffer } from "@envoy/wal-buffer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder = "";
let clock = 1_767_696_755_000;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wal-buffer-"));
  clock = 1_767_696_755_000;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);
const open = (
  options: { readonly compression?: "none" | "gzip"; readonly maxEntryBytes?: number } = {},
): WalBuffer => new WalBuffer({ folder, now: () => clock, ...options });

describe("append", () => {
  it("stores the message byte for byte under the second of its arrival", async () => {
    const message = new Uint8Array([0xef, 0xbb, 0xbf, 0, 255, 10]);
    const path = await open().append(message);
    expect(path).toBe(join(folder, "incoming", "1767696755.json"));
    expect(new Uint8Array(await readFile(path))).toEqual(message);
    expect(await readdir(join(folder, "tmp"))).toEqual([]);
  });

  it("keeps every message when many arrive in one second", async () => {
    const buffers = [open(), open({ compression: "gzip" })];
    const messages = Array.from({ length: 20 }, (_, i) => `message ${i}`);
    await Promise.all(messages.map((m, i) => buffers[i % 2]?.append(bytes(m))));
    const batch = await open().seal();
    const entries = (await batch?.entries()) ?? [];
    const read = await Promise.all(
      entries.map(async (e) => text((await batch?.read(e)) ?? bytes(""))),
    );
    expect(read.sort()).toEqual([...messages].sort());
  });

  it("gzips the message when asked to", async () => {
    const path = await open({ compression: "gzip" }).append(bytes("hello"));
    expect(path.endsWith("1767696755.json.gz")).toBe(true);
    expect(text(gunzipSync(await readFile(path)))).toBe("hello");
  });
});

describe("a label", () => {
  it("puts an entry beside the plain one of its second, and after it in order", async () => {
    const buffer = open();
    await buffer.append(bytes("extra"), { label: "extra" });
    await buffer.append(bytes("more"), { label: "extra-more" });
    await buffer.append(bytes("plain"));
    clock += 1000;
    await buffer.append(bytes("next"));
    const batch = await buffer.seal();
    const entries = (await batch?.entries()) ?? [];
    expect(entries.map(({ name, label }) => [name, label])).toEqual([
      ["1767696755.json", undefined],
      ["1767696755.extra.json", "extra"],
      ["1767696755.extra-more.json", "extra-more"],
      ["1767696756.json", undefined],
    ]);
    const path = await buffer.append(bytes("small"), { label: "extra", compression: "gzip" });
    expect(path).toMatch(/\d\.extra\.json\.gz$/);
    for (const label of ["../x", "-x", "1", ""]) {
      await expect(buffer.append(bytes("x"), { label })).rejects.toThrow(TypeError);
    }
  });
});

describe("oldestAgeSeconds", () => {
  it("is undefined for an empty buffer, and counts from the oldest entry", async () => {
    const buffer = open();
    expect(await buffer.oldestAgeSeconds()).toBeUndefined();
    await buffer.append(bytes("a"));
    clock += 60_000;
    await buffer.append(bytes("b"));
    clock += 1_000;
    expect(await buffer.oldestAgeSeconds()).toBe(61);
  });

  it("is negative once the clock has gone back", async () => {
    const buffer = open();
    await buffer.append(bytes("a"));
    clock -= 5_000;
    expect(await buffer.oldestAgeSeconds()).toBe(-5);
  });
});

describe("seal", () => {
  it("seals nothing in an empty buffer", async () => {
    expect(await open().seal()).toBeUndefined();
  });

  it("lists entries in order of time, not of their names", async () => {
    const buffer = open();
    for (const second of [9_000, 10_000, 10_000, 100_000]) {
      clock = second * 1000;
      await buffer.append(bytes(String(second)));
    }
    const batch = await buffer.seal();
    expect((await batch?.entries())?.map(({ name }) => name)).toEqual([
      "9000.json",
      "10000.json",
      "10000-1.json",
      "100000.json",
    ]);
  });

  it("keeps the order of arrival when the clock goes back, for entries and batches", async () => {
    const buffer = open();
    const seen: string[] = [];
    for (const seconds of [[2_000_000_000, 0, 60], [120]]) {
      for (const second of seconds) {
        clock = second * 1000;
        await buffer.append(bytes(String(second)));
      }
      await buffer.seal();
    }
    for (const batch of await buffer.sealedBatches()) {
      for (const entry of await batch.entries()) seen.push(text(await batch.read(entry)));
    }
    expect(seen).toEqual(["2000000000", "0", "60", "120"]);
  });

  it("takes the next name while a batch of that second is still there", async () => {
    const buffer = open();
    await buffer.append(bytes("a"));
    await buffer.seal();
    await buffer.append(bytes("b"));
    await buffer.seal();
    const batches = await buffer.sealedBatches();
    expect(batches.map((b) => b.folder)).toEqual([
      join(folder, "processing_1767696755"),
      join(folder, "processing_1767696755-1"),
    ]);
  });
});

describe("discard", () => {
  it("counts what waits, incoming and sealed, or the entries of one label", async () => {
    const buffer = open();
    await buffer.append(bytes("a"));
    await buffer.append(bytes("b"), { label: "extra" });
    await buffer.seal();
    await buffer.append(bytes("c"));
    await buffer.append(bytes("d"), { label: "extra" });
    expect(await buffer.count()).toBe(4);
    expect(await buffer.count(({ label }) => label === undefined)).toBe(2);
  });

  it("removes the entries that were read and keeps what came unexpected", async () => {
    const buffer = open();
    await buffer.append(bytes("a"));
    const batch = await buffer.seal();
    const entries = (await batch?.entries()) ?? [];
    await writeFile(join(folder, "processing_1767696755", "1767696756.json"), "late");
    await batch?.discard(entries);
    const [left] = await buffer.sealedBatches();
    expect((await left?.entries())?.map(({ name }) => name)).toEqual(["1767696756.json"]);
    await buffer.append(bytes("b"));
    expect(await buffer.count()).toBe(2);
    await left?.discard((await left?.entries()) ?? []);
    expect(await buffer.sealedBatches()).toEqual([]);
  });

  it("may be repeated after an interruption", async () => {
    const buffer = open();
    await buffer.append(bytes("a"));
    const batch = await buffer.seal();
    const entries = (await batch?.entries()) ?? [];
    await batch?.discard(entries);
    await batch?.discard(entries);
    expect(await readdir(folder)).not.toContain("processing_1767696755");
  });
});

describe("quarantine", () => {
  it("keeps the bytes with the reason beside them, once however often it is repeated", async () => {
    const buffer = open();
    await buffer.append(bytes("<html>"));
    const batch = await buffer.seal();
    for (const entry of (await batch?.entries()) ?? []) {
      await batch?.quarantine(entry, "not JSON");
      await batch?.quarantine(entry, "not JSON");
    }
    const quarantine = join(folder, "quarantine");
    expect((await readdir(quarantine)).sort()).toEqual([
      "1767696755.json",
      "1767696755.json.reason.txt",
    ]);
    expect(await readFile(join(quarantine, "1767696755.json"), "utf8")).toBe("<html>");
    expect(await readFile(join(quarantine, "1767696755.json.reason.txt"), "utf8")).toBe(
      "not JSON\n",
    );
  });

  it("keeps two different entries of one name", async () => {
    const buffer = open();
    for (const message of ["one", "two"]) {
      await buffer.append(bytes(message));
      const batch = await buffer.seal();
      const entries = (await batch?.entries()) ?? [];
      for (const entry of entries) await batch?.quarantine(entry, message);
      await batch?.discard(entries);
    }
    const quarantine = join(folder, "quarantine");
    expect(await readFile(join(quarantine, "1767696755.json"), "utf8")).toBe("one");
    expect(await readFile(join(quarantine, "1-1767696755.json"), "utf8")).toBe("two");
  });
});

describe("read", () => {
  it("rejects a gzipped entry that is cut at any byte, or has any bit flipped", async () => {
    const buffer = open({ compression: "gzip" });
    const path = await buffer.append(bytes('{"a":1,"b":[1,2,3]}'));
    const whole = await readFile(path);
    const batch = await buffer.seal();
    const [entry] = (await batch?.entries()) ?? [];
    if (batch === undefined || entry === undefined) throw new Error("no entry");
    const sealedPath = join(batch.folder, entry.name);
    for (let length = 0; length < whole.length; length++) {
      await writeFile(sealedPath, whole.subarray(0, length));
      await expect(batch.read(entry)).rejects.toMatchObject({ code: "ERR_UNREADABLE_ENTRY" });
    }
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bad = Buffer.from(whole);
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await writeFile(sealedPath, bad);
      const read = await batch.read(entry).catch((error: { code: string }) => error.code);
      // A bit of the header that says nothing of the content, such as its time, may differ.
      if (read !== "ERR_UNREADABLE_ENTRY")
        expect(text(read as Uint8Array)).toBe('{"a":1,"b":[1,2,3]}');
    }
  });

  it("refuses to unpack more than the limit", async () => {
    const buffer = open({ compression: "gzip", maxEntryBytes: 1000 });
    await buffer.append(new Uint8Array(2000));
    const batch = await buffer.seal();
    const [entry] = (await batch?.entries()) ?? [];
    if (batch === undefined || entry === undefined) throw new Error("no entry");
    await expect(batch.read(entry)).rejects.toMatchObject({ code: "ERR_ENTRY_TOO_LARGE" });
  });
});

describe("a FIFO", () => {
  it("among the entries is not one of them, and stays when they are discarded", async () => {
    await open().append(bytes("1"));
    execFileSync("mkfifo", [join(folder, "incoming", "1.json")]);
    expect(await open().count()).toBe(1);
    expect(await open().oldestAgeSeconds()).toBe(0);
    const batch = await open().seal();
    const entries = (await batch?.entries()) ?? [];
    expect(entries.map(({ name }) => name)).toEqual(["1767696755.json"]);
    await batch?.discard(entries);
    expect(await readdir(batch?.folder ?? "")).toEqual(["1.json"]);
  });

  it("in quarantine keeps its name, and the entry takes the next one", async () => {
    await open().append(bytes("broken"));
    await mkdir(join(folder, "quarantine/1-1767696755.json"), { recursive: true });
    execFileSync("mkfifo", [join(folder, "quarantine/1767696755.json")]);
    const batch = await open().seal();
    for (const entry of (await batch?.entries()) ?? []) {
      const path = (await batch?.quarantine(entry, "not JSON")) ?? "";
      expect(path).toBe(join(folder, "quarantine/2-1767696755.json"));
      expect(await readFile(path, "utf8")).toBe("broken");
    }
  });
});

describe("clearTemporaryFiles", () => {
  it("removes what dead processes left, and nothing else", async () => {
    const tmp = join(folder, "tmp");
    await mkdir(tmp);
    // The largest pid Linux can give is 4194304.
    await writeFile(join(tmp, "1.4999999.abc.tmp"), "half");
    await writeFile(join(tmp, `1.${process.pid}.abc.tmp`), "being written");
    await writeFile(join(tmp, "somebody's.txt"), "kept");
    expect(await open().clearTemporaryFiles()).toBe(1);
    expect((await readdir(tmp)).sort()).toEqual(
      [`1.${process.pid}.abc.tmp`, "somebody's.txt"].sort(),
    );
  });
});
