import type { FileSystem, OpenFile } from "@envoy/durable-file";

/** One call of the file system. */
export interface DiskCall {
  /** The method, such as "rename" or "sync". */
  readonly name: keyof FileSystem | keyof OpenFile;
  readonly path: string;
  /** Whether the call changes the disk, or makes a change durable. */
  readonly changes: boolean;
}

/** What to do around each call. */
export interface Interposed {
  /** Throws to make the call fail, or returns "short" to make a write lose its last byte without an error. */
  readonly before?: (call: DiskCall) => "short" | undefined;
  /** Also after a call that failed. */
  readonly after?: (call: DiskCall) => Promise<void> | undefined;
}

const readOnly = new Set<DiskCall["name"]>(["readFile", "readdir", "stat", "close"]);

/** Wraps a file system, so that each call can be observed and made to fail. */
export function interpose(disk: FileSystem, { before, after }: Interposed): FileSystem {
  async function around<T>(
    name: DiskCall["name"],
    path: string,
    call: (isShort: boolean) => Promise<T>,
    changes = !readOnly.has(name),
  ): Promise<T> {
    const isShort = before?.({ name, path, changes }) === "short";
    try {
      return await call(isShort);
    } finally {
      await after?.({ name, path, changes });
    }
  }
  const openFile = (path: string, file: OpenFile): OpenFile => ({
    writeFile: (data) =>
      around("writeFile", path, (isShort) =>
        file.writeFile(isShort ? data.subarray(0, data.byteLength - 1) : data),
      ),
    sync: () => around("sync", path, () => file.sync()),
    stat: () => around("stat", path, () => file.stat()),
    close: () => around("close", path, () => file.close()),
  });
  return {
    open: async (path, flags, mode) => {
      const open = (): Promise<OpenFile> => disk.open(path, flags, mode);
      return openFile(path, await around("open", path, open, flags === "wx"));
    },
    readFile: (path, scratch) => around("readFile", path, () => disk.readFile(path, scratch)),
    readdir: (path) => around("readdir", path, () => disk.readdir(path)),
    stat: (path) => around("stat", path, () => disk.stat(path)),
    mkdir: (path, mode) => around("mkdir", path, () => disk.mkdir(path, mode)),
    rename: (from, to) => around("rename", to, () => disk.rename(from, to)),
    link: (existing, path) => around("link", path, () => disk.link(existing, path)),
    unlink: (path) => around("unlink", path, () => disk.unlink(path)),
    rmdir: (path) => around("rmdir", path, () => disk.rmdir(path)),
  };
}
