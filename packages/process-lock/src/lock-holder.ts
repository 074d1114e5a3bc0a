import { readdir, readFile, readlink } from "node:fs/promises";
import { lockName } from "./process-lock.js";

/** The process that holds a lock. */
export interface LockHolder {
  readonly pid: number;
  /** When it was started, in milliseconds since 1970. */
  readonly since: number;
}

/** Who holds the lock on a folder; undefined if nobody does or it cannot be told: another user's process, or no Linux. */
export async function lockHolder(folder: string, purpose: string): Promise<LockHolder | undefined> {
  try {
    const inode = inodeOf(await lockName(folder, purpose), await procFile("net/unix"));
    const pid = inode === undefined ? undefined : await ownerOfSocket(inode);
    return pid === undefined ? undefined : { pid, since: await startOf(pid) };
  } catch {
    return undefined;
  }
}

function procFile(path: string): Promise<string> {
  return readFile(`/proc/${path}`, "utf8");
}

/** The seventh column; the eighth is the name, in which "@" is a zero byte (proc_net_unix(5)): one precedes an abstract socket's, and Node pads it with more. */
function inodeOf(name: string, sockets: string): string | undefined {
  const line = sockets.split("\n").find((text) => text.replace(/@+$/, "").endsWith(` @${name}`));
  return line?.trim().split(/\s+/)[6];
}

async function ownerOfSocket(inode: string): Promise<number | undefined> {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const file of files) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => "");
      if (target === `socket:[${inode}]`) return Number(pid);
    }
  }
  return undefined;
}

/** A process notes its start in hundredths of a second since the machine's (proc_pid_stat(5), field 22; USER_HZ). */
async function startOf(pid: number): Promise<number> {
  const stat = await procFile(`${pid}/stat`);
  // The program's name, in parentheses, may contain spaces.
  const [, start] = /^(?:\S+ ){19}(\d+)/.exec(stat.slice(stat.lastIndexOf(")") + 2)) ?? [];
  const [, boot] = /^btime (\d+)$/m.exec(await procFile("stat")) ?? [];
  return Number(boot) * 1000 + Number(start) * 10;
}
