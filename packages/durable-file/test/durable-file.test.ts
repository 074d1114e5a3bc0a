import { statSync } from "node:fs";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  addFile,
  type FileSystem,
  makeFolder,
  makeFolderSync,
  nodeFileSystem,
  replaceFile,
} from "@envoy/durable-file";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type FailingCalls,
  type RecordingDisk,
  recordingDisk as startRecording,
  systemError,
} from "./support/recording-disk.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "durable-file-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A disk that records the calls below the test's folder. */
const recordingDisk = (fail?: FailingCalls): RecordingDisk => startRecording(folder, fail);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("replaceFile", () => {
  it("writes and syncs the new bytes before the rename, and the folder after it", async () => {
    const target = join(folder, "a");
    await writeFile(target, "old");
    const { disk, calls } = recordingDisk();
    await replaceFile(target, bytes("new"), { fileSystem: disk });
    expect(calls).toEqual(["write .a.tmp", "sync .a.tmp", "rename .a.tmp a", "sync ."]);
    expect(await readFile(target, "utf8")).toBe("new");
  });

  it("keeps the old file and leaves no temporary file when the disk fails", async () => {
    const target = join(folder, "a");
    await writeFile(target, "old");
    const { disk } = recordingDisk({ sync: "EIO" });
    await expect(replaceFile(target, bytes("new"), { fileSystem: disk })).rejects.toThrow("EIO");
    expect(await readFile(target, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["a"]);
  });

  it("detects a short write that the disk did not report", async () => {
    const disk: FileSystem = {
      ...nodeFileSystem,
      open: async (path, flags, mode) => {
        const file = await nodeFileSystem.open(path, flags, mode);
        return {
          writeFile: (data) => file.writeFile(data.subarray(0, 1)),
          sync: () => file.sync(),
          stat: () => file.stat(),
          close: () => file.close(),
        };
      },
    };
    await expect(
      replaceFile(join(folder, "a"), bytes("new"), { fileSystem: disk }),
    ).rejects.toThrow(/Only 1 of 3 bytes/);
    expect(await readdir(folder)).toEqual([]);
  });

  it("replaces a temporary file that a killed call left behind", async () => {
    const target = join(folder, "a");
    await writeFile(join(folder, ".a.tmp"), "half");
    await replaceFile(target, bytes("new"));
    expect(await readdir(folder)).toEqual(["a"]);
  });
});

describe("addFile", () => {
  const add = (text: string, fileSystem: FileSystem = nodeFileSystem): Promise<string> =>
    addFile(bytes(text), {
      folder: join(folder, "in"),
      temporaryPath: join(folder, "tmp", "x"),
      name: (attempt) => (attempt === 0 ? "7" : `7-${attempt}`),
      fileSystem,
    });

  it("syncs the file, its name and every new folder before it resolves", async () => {
    const { disk, calls } = recordingDisk();
    await add("one", disk);
    expect(calls.filter((call) => call !== "sync ..")).toEqual([
      "mkdir in",
      "sync .",
      "mkdir tmp",
      "write tmp/x",
      "sync tmp/x",
      "sync .",
      "link tmp/x in/7",
      "sync in",
    ]);
  });

  it.each(["with", "without"])("never replaces a file, %s hard links", async (hardLinks) => {
    const { disk } = recordingDisk(hardLinks === "without" ? { link: "EPERM" } : {});
    await add("one", disk);
    await add("two", disk);
    await add("three", disk);
    const texts = await Promise.all(
      ["7", "7-1", "7-2"].map((name) => readFile(join(folder, "in", name), "utf8")),
    );
    expect(texts).toEqual(["one", "two", "three"]);
    expect(await readdir(join(folder, "tmp"))).toEqual([]);
  });

  it("makes the folder again if it is renamed just before the name is added", async () => {
    let moved = false;
    const disk: FileSystem = {
      ...nodeFileSystem,
      link: async (from, to) => {
        if (!moved) {
          moved = true;
          await rename(join(folder, "in"), join(folder, "sealed"));
        }
        await nodeFileSystem.link(from, to);
      },
    };
    await add("one", disk);
    expect(await readFile(join(folder, "in", "7"), "utf8")).toBe("one");
    expect(await readdir(join(folder, "sealed"))).toEqual([]);
  });

  it("syncs the folder that received the name if it is renamed just after", async () => {
    const { disk, calls } = recordingDisk();
    const moving: FileSystem = {
      ...disk,
      link: async (from, to) => {
        await disk.link(from, to);
        await rename(join(folder, "in"), join(folder, "sealed"));
      },
    };
    await add("one", moving);
    expect(calls.slice(-3)).toEqual(["link tmp/x in/7", "sync in", "sync ."]);
    expect(await readFile(join(folder, "sealed", "7"), "utf8")).toBe("one");
  });
});

describe("makeFolder", () => {
  it("syncs the parent of each folder it makes", async () => {
    await writeFile(join(folder, "neighbour"), "");
    const { disk, calls } = recordingDisk();
    await makeFolder(disk, join(folder, "a", "b"));
    expect(calls).toEqual(["mkdir a", "sync .", "mkdir a/b", "sync a", "sync ."]);
  });

  it("syncs the name of an empty folder again, whose maker may have died before it did", async () => {
    await writeFile(join(folder, "neighbour"), "");
    await mkdir(join(folder, "a", "b"), { recursive: true });
    const { disk, calls } = recordingDisk();
    await makeFolder(disk, join(folder, "a", "b"));
    expect(calls).toEqual(["sync a", "sync ."]);
    await writeFile(join(folder, "a", "b", "file"), "");
    await makeFolder(disk, join(folder, "a", "b"));
    expect(calls).toHaveLength(2);
  });

  it("succeeds on a file system that cannot sync folders", async () => {
    const { disk } = recordingDisk({ sync: "EINVAL" });
    await makeFolder(disk, join(folder, "a"));
    expect(await readdir(folder)).toEqual(["a"]);
  });

  it.runIf(process.platform === "linux")("rejects where no folder can be made", async () => {
    const path = "/proc/nowhere/folder";
    await expect(makeFolder(nodeFileSystem, path)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("makes the folder again if it is renamed between any two calls", async () => {
    for (const call of ["mkdir", "readdir"] as const) {
      let isMoved = false;
      const path = join(folder, call);
      await mkdir(path);
      const move = async (): Promise<void> => {
        if (!isMoved) await rename(path, `${path}-sealed`);
        isMoved = true;
      };
      const disk: FileSystem = {
        ...nodeFileSystem,
        mkdir: async (at, mode) => {
          if (call === "mkdir") await move();
          await nodeFileSystem.mkdir(at, mode);
        },
        readdir: async (at) => {
          if (call === "readdir") await move();
          return nodeFileSystem.readdir(at);
        },
      };
      await makeFolder(disk, path);
      expect((await readdir(folder)).sort()).toContain(call);
    }
  });

  it("gives up on a dangling symbolic link", async () => {
    await symlink(join(folder, "unmounted"), join(folder, "link"));
    await expect(makeFolder(nodeFileSystem, join(folder, "link"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("does not sync the name of a parent that may not be listed", async () => {
    const { disk } = recordingDisk();
    const closed: FileSystem = {
      ...disk,
      readdir: (path) =>
        path === folder ? Promise.reject(systemError("EACCES")) : disk.readdir(path),
    };
    await makeFolder(closed, join(folder, "a"));
    expect(await readdir(folder)).toEqual(["a"]);
  });
});

describe("makeFolderSync", () => {
  it("makes a folder and its missing parents, and accepts one that exists", async () => {
    const path = join(folder, "a", "b", "c");
    makeFolderSync(path, 0o700);
    makeFolderSync(path, 0o700);
    const modes = ["a", "a/b", "a/b/c"].map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o700]);
  });

  it.runIf(process.platform === "linux")("throws where no folder can be made", () => {
    expect(() => makeFolderSync("/proc/nowhere/folder")).toThrow(
      expect.objectContaining({ code: "ENOENT" }),
    );
  });
});

describe("nodeFileSystem", () => {
  it("names the path in the errors of an open file", async () => {
    const path = join(folder, "a");
    await writeFile(path, "");
    const file = await nodeFileSystem.open(path, "r");
    await expect(file.writeFile(bytes("x"))).rejects.toMatchObject({
      code: "EBADF",
      path,
      message: expect.stringContaining(path),
    });
    await file.close();
  });
});
