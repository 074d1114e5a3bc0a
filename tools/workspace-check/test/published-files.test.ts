import { execFileSync } from "node:child_process";
import { readProjects } from "@envoy/workspace-check";
import { describe, expect, it } from "vitest";
import { root } from "./support/workspace.js";

const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

describe.each(readProjects(root).filter(({ kind }) => kind === "packages"))("$name", (project) => {
  it("is packed without what the compiler makes of its tests", () => {
    const json = run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], project.folder);
    const [tarball]: { files: { path: string }[] }[] = JSON.parse(json);
    const paths = tarball?.files.map(({ path }) => path) ?? [];
    expect(paths).toContain("dist/index.js");
    expect(paths.filter((path) => path.startsWith("dist/."))).toEqual([]);
  });
});

describe("git", () => {
  const examples = [
    "config.toml",
    "envoy-token.txt",
    "hf-token.txt",
    "enphase-password.txt",
    "pseudonym-key.txt",
    "data/live_buffer/incoming/1780000000.json",
    "state/envoy-token.txt",
    "live_buffer/incoming/1780000000.json",
    "parquet_archive/year=2026/month=5/00000000.parquet",
  ];

  it("ignores the secrets and the readings of whoever records in a clone", () => {
    const ignored = run("git", ["check-ignore", "--no-index", ...examples], root);
    expect(ignored.trim().split("\n")).toEqual(examples);
  });

  it("ignores no file of the repository", () => {
    expect(run("git", ["ls-files", "--cached", "--ignored", "--exclude-standard"], root)).toBe("");
  });
});
