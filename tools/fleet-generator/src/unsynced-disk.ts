import { type FileSystem, nodeFileSystem } from "@envoy/durable-file";

/** The real disk, for files that need not survive power loss: nothing is synced, which takes most of the time of writing many small ones. */
export const unsyncedDisk: FileSystem = {
  ...nodeFileSystem,
  open: async (path, flags, mode) => {
    const file = await nodeFileSystem.open(path, flags, mode);
    return {
      writeFile: (data) => file.writeFile(data),
      sync: () => Promise.resolve(),
      stat: () => file.stat(),
      close: () => file.close(),
    };
  },
};
