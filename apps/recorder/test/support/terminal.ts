import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/envoy-recorder.cjs", import.meta.url));

/** The arguments of util-linux's `script` that run a command at a pseudo-terminal. */
const atTerminal = (command: string): readonly string[] => ["-qec", command, "/dev/null"];

/** Whether there is a `script` to make a pseudo-terminal. */
export const hasTerminals: boolean = spawnSync("script", atTerminal("test -t 1")).status === 0;

/** Runs the program as a person does; resolves to its exit code and to what the terminal shows. */
export function type(
  cwd: string,
  line: string,
  before = "",
): Promise<readonly [number | null, string]> {
  const command = `${before} '${process.execPath}' '${program}' ${line}`;
  const child = spawn("script", atTerminal(command), {
    cwd,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let shown = "";
  child.stdout.on("data", (data) => {
    shown += String(data);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve([code, shown]));
  });
}
