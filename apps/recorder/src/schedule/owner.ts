import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Whoever owns the config file, which holds secrets: no other user can read it. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
  /** Name, or the id of one without a name. */
  readonly user: string;
}

/** The owner of a file or, if it is gone, of the nearest folder above it. */
export function ownerOf(path: string): Owner {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return ownerOf(dirname(path));
  const { uid, gid } = stats;
  try {
    const name = execFileSync("id", ["-un", String(uid)], { encoding: "utf8", stdio: "pipe" });
    return { uid, gid, user: name.trim() };
  } catch {
    return { uid, gid, user: String(uid) };
  }
}

/** Makes a folder and those above it that are missing, and gives them to the owner. */
export function makeFolderFor(folder: string, owner: Owner): void {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  makeFolderFor(dirname(folder), owner);
  mkdirSync(folder);
  chownSync(folder, owner.uid, owner.gid);
}
