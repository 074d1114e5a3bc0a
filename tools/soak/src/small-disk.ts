import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";

const chunk = Buffer.alloc(65_536, 1);

/** A file system of 96 MB in memory, which can be filled and emptied. */
export class SmallDisk implements Disposable {
  readonly #folder: string;
  #isFull = false;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Mounts it at a folder; undefined where that is not allowed: it takes the rights of root. */
  static mount(folder: string): SmallDisk | undefined {
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=96m", "tmpfs", folder]);
    return mounted.status === 0 ? new SmallDisk(folder) : undefined;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** Takes all the space there is but `left` bytes. */
  fill(left: number): void {
    this.#isFull = true;
    const { bavail, bsize } = statfsSync(this.#folder);
    const file = openSync(this.#filler, "a");
    try {
      for (let size = bavail * bsize - left; size > 0; size -= chunk.length) {
        writeSync(file, chunk, 0, Math.min(size, chunk.length));
      }
    } catch {
      // A run took what was left in the meantime.
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.#filler, { force: true });
    this.#isFull = false;
  }

  get #filler(): string {
    return join(this.#folder, "filler");
  }

  [Symbol.dispose](): void {
    // "Lazily": a process that is about to end may still have its working folder there.
    spawnSync("umount", ["-l", this.#folder]);
  }
}
