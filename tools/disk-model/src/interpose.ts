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
  /**
   * Also after a call that failed. A synchronous call cannot wait for it: what it starts
   * there is awaited before the next asynchronous call.
   */
  readonly after?: (call: DiskCall) => Promise<void> | undefined;
}

const readOnly = new Set<DiskCall["name"]>(["readFileSync", "readdir", "stat", "close"]);

/** Wraps a file system, so that each call can be observed and made to fail. */
export function interpose(disk: FileSystem, { before, after }: Interposed): FileSystem {
  const started: (Promise<void> | undefined)[] = [];
  function aroundSync<T>(name: DiskCall["name"], path: string, call: () => T): T {
    const changes = !readOnly.has(name);
    before?.({ name, path, changes });
    try {
      return call();
    } finally {
      started.push(after?.({ name, path, changes }));
    }
  }
  async function around<T>(
    name: DiskCall["name"],
    path: string,
    call: (isShort: boolean) => Promise<T>,
    changes = !readOnly.has(name),
  ): Promise<T> {
    await Promise.all(started.splice(0));
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
    readFileSync: (path) => aroundSync("readFileSync", path, () => disk.readFileSync(path)),
    readdir: (path) => around("readdir", path, () => disk.readdir(path)),
    stat: (path) => around("stat", path, () => disk.stat(path)),
    mkdir: (path, mode) => around("mkdir", path, () => disk.mkdir(path, mode)),
    rename: (from, to) => around("rename", to, () => disk.rename(from, to)),
    link: (existing, path) => around("link", path, () => disk.link(existing, path)),
    unlinkSync: (path) => aroundSync("unlinkSync", path, () => disk.unlinkSync(path)),
    rmdir: (path) => around("rmdir", path, () => disk.rmdir(path)),
  };
}
