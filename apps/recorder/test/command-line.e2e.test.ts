import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const ended = (code: number): unknown => expect.objectContaining({ code });

describe("the command line", () => {
  it("helps, tells its version, and ends with 2 on a wrong word", async () => {
    const cwd = process.cwd();
    expect((await runRecorder(["--help"], { cwd })).stdout).toContain("Exit codes");
    const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
    expect((await runRecorder(["--version"], { cwd })).stdout).toBe(
      `${JSON.parse(manifest).version}\n`,
    );
    expect(await runRecorder(["--wrong"], { cwd })).toEqual(ended(2));
    const mistyped = await runRecorder(["recrod"], { cwd });
    expect(mistyped).toEqual(ended(2));
    expect(mistyped.stderr).toContain("unknown command 'recrod'; did you mean 'record'?");
    const unlike = await runRecorder(["weather"], { cwd });
    expect(unlike.stderr).toBe(
      "error: unknown command 'weather'\nRun envoy-recorder --help to list the commands.\n",
    );
  });

  it.skipIf(process.platform === "win32")(
    "works in a folder that no longer exists with a full --config, and else says so",
    async () => {
      await using simulator = await startSimulator();
      await using recorder = await recorderFolder(simulator);
      const { folder: cwd } = recorder;
      const under = ["sh", "-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "sh"];
      const run = (...args: string[]): Promise<Ended> => runRecorder(args, { cwd, under });
      const config = join(cwd, "config.toml");
      expect(await run("record", "--config", config)).toEqual(ended(0));
      expect((await run("flush", "--force", "--config", config)).stdout).toContain(
        "flushed 1 poll",
      );
      for (const command of ["record", "flush", "demo"]) {
        expect(await run(command)).toMatchObject({
          code: 2,
          stderr: expect.stringMatching(
            /^The folder that this was started in no longer exists.*\n$/,
          ),
        });
      }
    },
  );

  it("shows an example in the help of each command", async () => {
    const cwd = process.cwd();
    const { stdout } = await runRecorder(["--help"], { cwd });
    const names = [...stdout.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name = ""]) => name);
    const commands = names.filter((name) => name !== "help");
    expect(commands).toContain("record");
    const withActions = ["install", "remove", "print"].map((name) => ["schedule", name]);
    for (const command of [...commands.map((name) => [name]), ...withActions]) {
      const help = await runRecorder([...command, "--help"], { cwd });
      expect(help.stdout, command.join(" ")).toContain("Example:\n  ");
    }
  });

  it("refuses several configs, which only schedule takes", async () => {
    const cwd = process.cwd();
    const configs = ["--config", "a.toml", "--config", "b.toml"];
    for (const command of [[], ["record"], ["status"], ["watch"]]) {
      const { code, stderr } = await runRecorder([...command, ...configs], { cwd });
      expect(code, stderr).toBe(2);
      expect(stderr).toContain("several --config were given (a.toml, b.toml)");
    }
  });

  it("suggests the option that a mistyped one probably means", async () => {
    const mistyped = await runRecorder(["flush", "--forec"], { cwd: process.cwd() });
    expect(mistyped).toEqual(ended(2));
    expect(mistyped.stderr).toContain("Did you mean --force?");
  });
});
