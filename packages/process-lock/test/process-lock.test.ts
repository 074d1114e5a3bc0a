import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLocked, lockHolder, tryLock } from "@envoy/process-lock";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const purpose = "envoy-lock-test";
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

const inFolder = (name: string): string => join(folder, name);

describe("tryLock", () => {
  it("is one lock for a folder whatever it is called, and another for another folder", async () => {
    await mkdir(inFolder("buffer"));
    await symlink(inFolder("buffer"), inFolder("link"));
    const held = await tryLock([inFolder("buffer"), inFolder("archive")], purpose);
    expect(held).toBeDefined();
    expect(await tryLock([inFolder("link"), inFolder("third")], purpose)).toBeUndefined();
    // The failed try leaves nothing locked.
    expect(await tryLock([inFolder("other"), inFolder("archive")], purpose)).toBeUndefined();
    const second = await tryLock([inFolder("other"), inFolder("third")], purpose);
    expect(second).toBeDefined();
    await held?.release();
    await second?.release();
    const again = await tryLock([inFolder("link"), inFolder("archive")], purpose);
    expect(again).toBeDefined();
    await again?.release();
  });

  it("is another lock for another purpose", async () => {
    const held = await tryLock([folder], purpose);
    const other = await tryLock([folder], `${purpose}-2`);
    expect(other).toBeDefined();
    await held?.release();
    await other?.release();
  });

  it("does not take a lock for held when something else fails, whatever that is", async () => {
    const listen = vi.spyOn(Server.prototype, "listen").mockImplementation(() => {
      throw new RangeError("no more of these");
    });
    await expect(tryLock([folder], purpose)).rejects.toMatchObject({
      code: "ERR_LOCK",
      path: folder,
      message: `Cannot lock ${folder}: no more of these`,
      cause: expect.any(RangeError),
    });
    listen.mockRestore();
  });

  it("refuses a purpose that is no short name", async () => {
    await expect(tryLock([folder], "Not a name")).rejects.toThrow(TypeError);
    await expect(tryLock([folder], "x".repeat(41))).rejects.toThrow(TypeError);
  });
});

describe("a process that holds a lock", () => {
  /** Says "held" once it has the lock. */
  const program = `
    import { tryLock } from "@envoy/process-lock";
    if (await tryLock([process.argv[1]], "${purpose}")) console.log("held");
    setInterval(() => {}, 1000);`;

  it("is seen by others, and leaves nothing behind when it is killed", async () => {
    const holder = spawn(process.execPath, ["--input-type=module", "-e", program, folder], {
      cwd: import.meta.dirname,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const began = Date.now();
    try {
      await once(holder.stdout, "data");
      expect(await isLocked(folder, purpose)).toBe(true);
      expect(await tryLock([folder], purpose)).toBeUndefined();
      if (process.platform === "linux") {
        const found = await lockHolder(folder, purpose);
        expect(found?.pid).toBe(holder.pid);
        expect(Math.abs((found?.since ?? 0) - began)).toBeLessThan(10_000);
      }
    } finally {
      holder.kill("SIGKILL");
      await once(holder, "exit");
    }
    expect(await isLocked(folder, purpose)).toBe(false);
    expect(await lockHolder(folder, purpose)).toBeUndefined();
    const lock = await tryLock([folder], purpose);
    expect(lock).toBeDefined();
    await lock?.release();
  });
});
