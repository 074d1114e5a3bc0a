import { spawnSync } from "node:child_process";

/** Whether strace(1) is installed: it kills the program, or fails its calls, at the N-th call of a kind. */
export const hasStrace: boolean = spawnSync("strace", ["--version"]).status === 0;
if (!hasStrace)
  console.warn("strace is not installed: no run is killed at its calls of the kernel.");

/** All file work is done by one thread, because strace counts for each thread apart. */
export const oneThread = { UV_THREADPOOL_SIZE: "1" };

/** The calls of each durable step. */
export const kinds: Readonly<Record<string, string>> = {
  rename: "?rename,?renameat,?renameat2",
  fsync: "fsync",
  unlink: "?unlink,?unlinkat,?rmdir",
  mkdir: "?mkdir,?mkdirat",
};

/** A command that does `what`, such as `signal=KILL`, to the program it runs at these calls of the kernel. */
export function inject(
  calls: string,
  what: string,
  when: string,
  only: readonly string[] = [],
): string[] {
  const paths = only.flatMap((path) => ["-P", path]);
  // The faster filter of calls cannot deliver signals.
  const filter = what.startsWith("error") ? ["--seccomp-bpf"] : [];
  const options = ["-f", ...filter, "-qq", "-o", "/dev/null", "-e", `trace=${calls}`];
  return ["strace", ...options, ...paths, "-e", `inject=${calls}:${what}:when=${when}`];
}
