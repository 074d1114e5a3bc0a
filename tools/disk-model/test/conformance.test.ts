import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiskModel } from "@envoy/disk-model";
import { type FileSystem, makeFolder, nodeFileSystem } from "@envoy/durable-file";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What both disks must do, so that what holds on the model holds on a real disk. */
describe.each(["the real disk", "the model"])("%s", (kind) => {
  let disk: FileSystem = nodeFileSystem;
  let folder = "";
  beforeEach(async () => {
    if (kind === "the model") {
      disk = new DiskModel();
      folder = "/data";
      await makeFolder(disk, folder);
    } else folder = await mkdtemp(join(tmpdir(), "disk-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(name: string, text: string): Promise<void> {
    const file = await disk.open(join(folder, name), "wx", 0o600);
    await file.writeFile(bytes(text));
    await file.sync();
    await file.close();
  }
  const read = (name: string): string =>
    new TextDecoder().decode(disk.readFileSync(join(folder, name)));
  const at = (name: string): string => join(folder, name);

  it("returns what was written, and its size", async () => {
    await write("a", "hello");
    expect(read("a")).toBe("hello");
    expect(await disk.stat(at("a"))).toMatchObject({ size: 5 });
    const file = await disk.open(at("a"), "r");
    expect(await file.stat()).toMatchObject({ size: 5 });
    await file.close();
  });

  it("lists files and folders", async () => {
    await write("a", "");
    await disk.mkdir(at("b"));
    const entries = await disk.readdir(folder);
    expect(entries.sort((x, y) => (x.name < y.name ? -1 : 1))).toEqual([
      { name: "a", isFolder: false, isFile: true },
      { name: "b", isFolder: true, isFile: false },
    ]);
  });

  it("renames over a file, and over a folder only when that is empty", async () => {
    await write("a", "1");
    await write("b", "2");
    await disk.rename(at("a"), at("b"));
    expect(read("b")).toBe("1");
    for (const name of ["c", "d", "e"]) await disk.mkdir(at(name));
    await write("c/x", "3");
    await disk.rename(at("c"), at("d"));
    expect(read("d/x")).toBe("3");
    await expect(disk.rename(at("e"), at("d"))).rejects.toMatchObject({ code: "ENOTEMPTY" });
  });

  it("gives a file a second name, which stays when the first is removed", async () => {
    await write("a", "1");
    await disk.link(at("a"), at("b"));
    disk.unlinkSync(at("a"));
    expect(read("b")).toBe("1");
  });

  it.each<[string, string, (() => Promise<unknown>)?]>([
    ["a new file of a taken name", "EEXIST", () => disk.open(at("taken"), "wx")],
    ["a folder of a taken name", "EEXIST", () => disk.mkdir(at("taken"))],
    ["a link of a taken name", "EEXIST", () => disk.link(at("full/x"), at("taken"))],
    ["a missing file", "ENOENT", async () => disk.readFileSync(at("none"))],
    ["a missing folder", "ENOENT", () => disk.readdir(at("none"))],
    ["a file in a missing folder", "ENOENT", () => disk.open(at("none/x"), "wx")],
    ["a folder in a missing one", "ENOENT", () => disk.mkdir(at("none/x"))],
    ["the stat of what is missing", "ENOENT", () => disk.stat(at("none"))],
    ["the removal of what is missing", "ENOENT", async () => disk.unlinkSync(at("none"))],
    ["a missing file's new name", "ENOENT", () => disk.rename(at("none"), at("x"))],
    ["a list of a file", "ENOTDIR", () => disk.readdir(at("taken"))],
    ["the bytes of a folder", "EISDIR", async () => disk.readFileSync(at("full"))],
    ["the removal of a full folder", "ENOTEMPTY", () => disk.rmdir(at("full"))],
  ])("refuses %s with %s", async (_, code, call) => {
    await write("taken", "");
    await disk.mkdir(at("full"));
    await write("full/x", "");
    await expect(call?.()).rejects.toMatchObject({ code });
  });
});
