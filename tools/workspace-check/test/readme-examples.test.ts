import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { startHubEmulator } from "@envoy/hub-emulator";
import { readProjects } from "@envoy/workspace-check";
import { describe, expect, it } from "vitest";
import { folderWith, root } from "./support/workspace.js";

const packages = readProjects(root).filter(({ kind }) => kind === "packages");

describe.each(packages)("the README of $name", ({ folder }) => {
  it("has an example that runs", async () => {
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    const [, example = ""] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
    await using hub = await startHubEmulator({ folder: folderWith({}) });
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", example],
      {
        cwd: folder,
        // Examples leave what they make in the system's folder for temporary files.
        env: {
          ...process.env,
          HF_ENDPOINT: hub.url,
          HF_TOKEN: hub.token,
          TMPDIR: folderWith({}),
        },
        timeout: 20_000,
      },
    );
    expect(stderr).toBe("");
    expect(stdout.length).toBeGreaterThan(10);
  });
});
