import { nodeTableFileSystem, type TableFileSystem } from "@envoy/fleet-table";

/** What changes a disk. */
const changes = [
  "mkdir",
  "open",
  "rename",
  "link",
  "symlink",
  "copyFile",
  "unlinkSync",
  "rmdir",
] as const;

/** The real disk, of which nothing is seen or changed any more from a certain change on: as for a process that was killed. */
export function dyingDisk(changesUntilDeath: number): TableFileSystem {
  let left = changesUntilDeath;
  return new Proxy(nodeTableFileSystem, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]) => {
        if (changes.some((change) => change === name)) left--;
        if (left < 0) throw new Error("killed");
        return Reflect.apply(method, target, args);
      };
    },
  });
}
