import { spawn } from "node:child_process";

/** Opens an address in the user's browser. Resolves to false if there is no program for that. */
export async function openBrowser(url: string): Promise<boolean> {
  const [command, ...args] = opener(url);
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.once("spawn", () => resolve(true));
    child.once("error", () => resolve(false));
  });
}

function opener(url: string): readonly [string, ...string[]] {
  if (process.platform === "darwin") return ["open", url];
  return process.platform === "win32" ? ["explorer.exe", url] : ["xdg-open", url];
}
