import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "check-node-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command whose Node says that it is of this version. */
async function runUnder(
  version: string,
  command: string,
  args: readonly string[],
): Promise<{ readonly code: unknown; readonly stderr: string }> {
  const hook = join(folder, `${version}.cjs`);
  const versions = `{ ...process.versions, node: "${version}" }`;
  await writeFile(hook, `Object.defineProperty(process, "versions", { value: ${versions} });`);
  const env = { ...process.env, NODE_OPTIONS: `--require=${hook}` };
  return new Promise((done) => {
    execFile(command, args, { cwd: repository, env }, (error, _stdout, stderr) =>
      done({ code: error?.code ?? 0, stderr }),
    );
  });
}

const program = "apps/recorder/bin/envoy-recorder.cjs";

describe("a Node that is too old", () => {
  it.each(["18.20.8", "20.18.3"])(
    "is told which one is needed, and where it is: %s",
    async (old) => {
      const { code, stderr } = await runUnder(old, process.execPath, [program, "flush"]);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        new RegExp(
          `^Envoy Recorder needs Node 20\\.19 or later; this is Node ${old} \\(.*\\)\\.\nGet .*https://nodejs.org/`,
        ),
      );
    },
  );

  it.each(["build", "demo"])("stops npm run %s before it begins", async (script) => {
    const { code, stderr } = await runUnder("18.20.8", "npm", ["run", script]);
    expect(code).toBe(2);
    expect(stderr).toContain("Envoy Recorder needs Node 20.19 or later");
  });

  it.each(["20.19.0", "22.0.0"])("is not %s", async (version) => {
    expect(await runUnder(version, process.execPath, [program, "--version"])).toEqual({
      code: 0,
      stderr: "",
    });
  });
});
