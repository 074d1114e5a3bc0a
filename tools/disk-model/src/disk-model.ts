import { basename, dirname, resolve } from "node:path";
import type { FileSystem, FolderEntry, OpenFile } from "@envoy/durable-file";
import { DiskState, type Reference, rootFolder } from "./disk-state.js";
import { systemError } from "./system-error.js";

/**
 * A disk in memory that behaves as on Linux and knows what power loss would leave: bytes
 * that were never synced, and names in folders that were never synced, may be gone. It is
 * stricter than most file systems: syncing a file does not make its name durable.
 */
export class DiskModel implements FileSystem {
  readonly state: DiskState;

  constructor(state: DiskState = new DiskState()) {
    this.state = state;
  }

  async open(path: string, flags: "wx" | "r"): Promise<OpenFile> {
    let target = this.#find(path);
    if (flags === "wx") {
      if (target !== undefined) throw systemError("EEXIST", "open", path);
      target = { id: this.state.nextId++, isFolder: false };
      this.state.files.set(target.id, { now: new Uint8Array(), synced: undefined });
      this.state.change({ add: { ...this.#place(path, "open"), target } });
    }
    if (target === undefined) throw systemError("ENOENT", "open", path);
    return this.#handle(target);
  }

  readFileSync(path: string): Uint8Array {
    const bytes = this.state.files.get(this.#get(path, "open").id);
    if (bytes === undefined) throw systemError("EISDIR", "read", path);
    return bytes.now.slice();
  }

  async readdir(path: string): Promise<FolderEntry[]> {
    const { id, isFolder } = this.#get(path, "scandir");
    if (!isFolder) throw systemError("ENOTDIR", "scandir", path);
    return [...this.#names(id)].map(([name, target]) => ({
      name,
      isFolder: target.isFolder,
      isFile: !target.isFolder,
    }));
  }

  async stat(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }> {
    const { id } = this.#get(path, "stat");
    return { size: this.state.files.get(id)?.now.byteLength ?? 0, mtimeMs: 0 };
  }

  async mkdir(path: string): Promise<void> {
    if (this.#find(path) !== undefined) throw systemError("EEXIST", "mkdir", path);
    const place = this.#place(path, "mkdir");
    const target = { id: this.state.nextId++, isFolder: true };
    this.state.now.set(target.id, new Map());
    this.state.change({ add: { ...place, target } });
  }

  async rename(from: string, to: string): Promise<void> {
    const target = this.#get(from, "rename");
    const replaced = this.#find(to);
    if (replaced?.isFolder && this.#names(replaced.id).size > 0) {
      throw systemError("ENOTEMPTY", "rename", to);
    }
    this.state.change({
      remove: this.#place(from, "rename"),
      add: { ...this.#place(to, "rename"), target },
    });
  }

  async link(existing: string, path: string): Promise<void> {
    const target = this.#get(existing, "link");
    if (this.#find(path) !== undefined) throw systemError("EEXIST", "link", path);
    this.state.change({ add: { ...this.#place(path, "link"), target } });
  }

  unlinkSync(path: string): void {
    if (this.#get(path, "unlink").isFolder) throw systemError("EISDIR", "unlink", path);
    this.state.change({ remove: this.#place(path, "unlink") });
  }

  async rmdir(path: string): Promise<void> {
    if (this.#names(this.#get(path, "rmdir").id).size > 0) {
      throw systemError("ENOTEMPTY", "rmdir", path);
    }
    this.state.change({ remove: this.#place(path, "rmdir") });
  }

  /** Every file by its path. */
  files(): ReadonlyMap<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    for (const [path, { id, isFolder }] of this.entries()) {
      if (!isFolder) found.set(path, this.state.files.get(id)?.now ?? new Uint8Array());
    }
    return found;
  }

  /** Every file and folder by its path. */
  *entries(folder: number = rootFolder, path = ""): Generator<readonly [string, Reference]> {
    for (const [name, target] of this.#names(folder)) {
      yield [`${path}/${name}`, target];
      if (target.isFolder) yield* this.entries(target.id, `${path}/${name}`);
    }
  }

  /** A text that is the same for disks with the same content. */
  fingerprint(): string {
    const files = this.files();
    return [...this.entries()]
      .map(([path]) => `${path}\0${Buffer.from(files.get(path) ?? []).toString("latin1")}`)
      .sort()
      .join("\0\0");
  }

  /** An independent copy, whose unsynced changes are still unsynced. */
  copy(): DiskModel {
    return new DiskModel(new DiskState(this.state));
  }

  #handle({ id, isFolder }: Reference): OpenFile {
    const { state } = this;
    const bytes = (): Uint8Array => state.files.get(id)?.now ?? new Uint8Array();
    return {
      writeFile: async (data) => {
        const synced = state.files.get(id)?.synced;
        state.files.set(id, { now: Buffer.concat([bytes(), data]), synced });
      },
      sync: async () => {
        if (isFolder) state.syncFolder(id);
        else state.files.set(id, { now: bytes(), synced: bytes() });
      },
      stat: async () => ({ size: bytes().byteLength, ino: id }),
      close: async () => undefined,
    };
  }

  #names(folder: number): ReadonlyMap<string, Reference> {
    return this.state.now.get(folder) ?? new Map();
  }

  #find(path: string): Reference | undefined {
    let at: Reference = { id: rootFolder, isFolder: true };
    for (const name of resolve(path).split("/").filter(Boolean)) {
      const next = this.#names(at.id).get(name);
      if (next === undefined) return undefined;
      at = next;
    }
    return at;
  }

  #get(path: string, syscall: string): Reference {
    const target = this.#find(path);
    if (target === undefined) throw systemError("ENOENT", syscall, path);
    return target;
  }

  #place(path: string, syscall: string): { readonly folder: number; readonly name: string } {
    const parent = this.#get(dirname(resolve(path)), syscall);
    if (!parent.isFolder) throw systemError("ENOTDIR", syscall, path);
    return { folder: parent.id, name: basename(path) };
  }
}
