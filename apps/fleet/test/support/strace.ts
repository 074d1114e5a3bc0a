import { spawnSync } from "node:child_process";

/** Whether strace(1) is installed: it kills the program at the N-th call of a kind. */
export const hasStrace: boolean = spawnSync("strace", ["--version"]).status === 0;

/** All file work is done by one thread, because strace counts for each thread apart. */
export const oneThread = { UV_THREADPOOL_SIZE: "1" };

/** A command that kills the program that it runs at the N-th of these calls of the kernel. */
export function killAt(calls: string, n: number): readonly string[] {
  const options = ["-f", "-qq", "-o", "/dev/null", "-e", `trace=${calls}`];
  return ["strace", ...options, "-e", `inject=${calls}:signal=KILL:when=${n}`];
}
