import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDiskError, nodeFileSystem, readRegularFileSync } from "@envoy/durable-file";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "regular-file-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function errorOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("The call did not fail.");
}

describe("readRegularFileSync", () => {
  it("reads a file, a link to one, and a file of /proc, whose size is said to be 0", async () => {
    await writeFile(at("a"), "hello");
    await symlink(at("a"), at("link"));
    expect(text(readRegularFileSync(at("a")))).toBe("hello");
    expect(text(readRegularFileSync(at("link")))).toBe("hello");
    expect(text(readRegularFileSync("/proc/self/status"))).toContain("Name:");
  });

  it("refuses a FIFO at once, also behind a link", async () => {
    execFileSync("mkfifo", [at("fifo")]);
    await symlink(at("fifo"), at("link"));
    for (const path of [at("fifo"), at("link")]) {
      const error = errorOf(() => readRegularFileSync(path));
      expect(error).toMatchObject({ code: "ERR_NOT_A_FILE", path, syscall: "read" });
      expect(error.message).toBe(`${path} is a FIFO, not a file, and was not read.`);
      expect(isDiskError(error)).toBe(true);
    }
  });

  it("never reads a device", () => {
    const error = errorOf(() => readRegularFileSync("/dev/zero"));
    expect(error.message).toContain("/dev/zero is a character device");
  });

  it("says that a socket is one", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at("socket"), resolve));
    const error = errorOf(() => readRegularFileSync(at("socket")));
    server.close();
    expect(error.message).toContain(`${at("socket")} is a socket`);
  });

  it("names the path of a folder and of what is missing", () => {
    expect(errorOf(() => readRegularFileSync(folder))).toMatchObject({
      code: "EISDIR",
      path: folder,
      message: expect.stringContaining(folder),
    });
    expect(errorOf(() => readRegularFileSync(at("none")))).toMatchObject({ code: "ENOENT" });
  });

  it("refuses a file that is larger than the limit, even one that does not say so", async () => {
    await writeFile(at("a"), "12345");
    expect(text(readRegularFileSync(at("a"), { maxBytes: 5 }))).toBe("12345");
    for (const path of [at("a"), "/proc/self/status"]) {
      const error = errorOf(() => readRegularFileSync(path, { maxBytes: 4 }));
      expect(error).toMatchObject({ code: "ERR_FILE_TOO_LARGE", path });
      expect(isDiskError(error)).toBe(true);
    }
  });
});

describe("the real disk", () => {
  it("does not wait for the writer of a FIFO, to read or to open it", async () => {
    execFileSync("mkfifo", [at("fifo")]);
    expect(() => nodeFileSystem.readFileSync(at("fifo"))).toThrow("a FIFO");
    await (await nodeFileSystem.open(at("fifo"), "r")).close();
    expect(await nodeFileSystem.readdir(folder)).toEqual([
      { name: "fifo", isFolder: false, isFile: false },
    ]);
  });
});
