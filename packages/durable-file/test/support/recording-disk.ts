import { relative } from "node:path";
import { type FileSystem, nodeFileSystem } from "@envoy/durable-file";

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** The calls that fail, each with the code of its error. */
export interface FailingCalls {
  readonly sync?: string;
  readonly link?: string;
}

/** The real disk, and the calls that were made to it. */
export interface RecordingDisk {
  readonly disk: FileSystem;
  /** In order, with paths relative to the folder: "sync a/b". */
  readonly calls: string[];
}

/** The real disk, recording the calls that change it or make a change durable. */
export function recordingDisk(folder: string, fail: FailingCalls = {}): RecordingDisk {
  const calls: string[] = [];
  const short = (path: string): string => relative(folder, path) || ".";
  const disk: FileSystem = {
    ...nodeFileSystem,
    open: async (path, flags, mode) => {
      const file = await nodeFileSystem.open(path, flags, mode);
      return {
        writeFile: async (data) => {
          calls.push(`write ${short(path)}`);
          await file.writeFile(data);
        },
        sync: async () => {
          calls.push(`sync ${short(path)}`);
          if (fail.sync !== undefined) throw systemError(fail.sync);
          await file.sync();
        },
        stat: () => file.stat(),
        close: () => file.close(),
      };
    },
    rename: async (from, to) => {
      calls.push(`rename ${short(from)} ${short(to)}`);
      await nodeFileSystem.rename(from, to);
    },
    link: async (from, to) => {
      calls.push(`link ${short(from)} ${short(to)}`);
      if (fail.link !== undefined) throw systemError(fail.link);
      await nodeFileSystem.link(from, to);
    },
    mkdir: async (path, mode) => {
      await nodeFileSystem.mkdir(path, mode);
      calls.push(`mkdir ${short(path)}`);
    },
  };
  return { disk, calls };
}
