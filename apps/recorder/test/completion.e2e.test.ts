import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runRecorder } from "./support/recorder-process.js";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "envoy-recorder-completion-"));
  writeFileSync(join(folder, "my roof.toml"), "");
  mkdirSync(join(folder, "old polls"));
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout } = await runRecorder(["completion", shell], { cwd: folder });
    expect(code).toBe(0);
    writeFileSync(join(folder, shell), stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8" });

/** What bash proposes for the last word. */
function bash(...words: string[]): string[] {
  const script = `source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _envoy_recorder; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run("bash", "-c", script, "-", "envoy-recorder", ...words)
    .trimEnd()
    .split("\n");
}

function has(command: string): boolean {
  try {
    execFileSync(command, ["-c", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("the completion", () => {
  it("proposes in bash commands, their commands and options, and files", () => {
    expect(bash("rec")).toEqual(["record"]);
    expect(bash("schedule", "")).toEqual(expect.arrayContaining(["install", "remove", "print"]));
    expect(bash("schedule", "install", "--s")).toEqual(["--systemd"]);
    expect(bash("--config", "a.toml", "flush", "--re")).toEqual(["--rewrite"]);
    expect(bash("completion", "z")).toEqual(["zsh"]);
    expect(bash("record", "--config", "my")).toEqual(["my roof.toml"]);
  });

  it("proposes folders, and no files, after backfill in bash", () => {
    expect(bash("backfill", "")).toEqual(["old polls"]);
    expect(bash("backfill", "old polls", "o")).toEqual(["old polls"]);
    expect(bash("backfill", "--conf")).toEqual(["--config"]);
    expect(bash("backfill", "--config", "my")).toEqual(["my roof.toml"]);
  });

  it.runIf(has("fish"))("proposes the same in fish", () => {
    const fish = (line: string): string =>
      run("fish", "--no-config", "-c", `source ./fish; complete -C '${line}'`);
    expect(fish("envoy-recorder schedule i")).toBe("install\n");
    expect(fish("envoy-recorder record --config my")).toContain("my roof.toml");
    expect(fish("envoy-recorder backfill old")).toBe("old polls/\tDirectory\n");
    expect(fish("envoy-recorder backfill --conf")).toContain("--config");
    expect(fish("envoy-recorder backfill my")).toBe("");
  });

  it.runIf(has("zsh"))("proposes the same in zsh", () => {
    expect(run("zsh", "-n", "./zsh")).toBe("");
    const script = `compdef() { :; }; compadd() { shift; print -l -- "$@"; }; source ./zsh
      words=(envoy-recorder schedule ''); CURRENT=3; _envoy_recorder`;
    expect(run("zsh", "-f", "-c", script)).toContain("install\n");
    const folders = `compdef() { :; }; _files() { echo "files $1"; }; source ./zsh
      words=(envoy-recorder backfill ''); CURRENT=3; _envoy_recorder`;
    expect(run("zsh", "-f", "-c", folders)).toBe("files -/\n");
  });
});
