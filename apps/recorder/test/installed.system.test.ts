import { execFile } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Simulator, startSimulator } from "@envoy/envoy-simulator";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";

const app = fileURLToPath(new URL("..", import.meta.url));
const repo = "me/solar";
const execute = promisify(execFile);

/** The variables of a person who has Node and nothing else. */
const environment = (home: string): NodeJS.ProcessEnv => ({
  PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
  HOME: home,
});

let root = "";
beforeAll(async () => {
  if (!isWanted) return;
  root = await mkdtemp(join(tmpdir(), "installed-"));
  const packed = await execute("npm", ["pack", "--json", "--pack-destination", root], { cwd: app });
  const [{ filename }] = JSON.parse(packed.stdout);
  // npm's own settings, such as a registry, but a prefix in which nothing is.
  const install = ["install", "--global", "--prefer-offline", "--no-audit", "--no-fund"];
  await execute("npm", [...install, "--prefix", join(root, "prefix"), join(root, filename)], {
    cwd: root,
  });
}, 120_000);
afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs the installed program; rejects unless it ends with 0. */
async function run(cwd: string, ...args: readonly string[]): Promise<string> {
  const program = join(root, "prefix/bin/envoy-recorder");
  const { stdout, stderr } = await execute(program, args, { cwd, env: environment(root) });
  return stdout + stderr;
}

/** Sets it up as a person who knows all answers, and has the tokens in files. */
async function setUp(folder: string, gateway: Simulator, hub: HubEmulator): Promise<string> {
  const tokens = { "my-token.txt": gateway.token, "my-hub-token.txt": hub.token };
  for (const [name, text] of Object.entries(tokens)) {
    await writeFile(join(folder, name), text, { mode: 0o600 });
  }
  const answers = [
    `envoy.ip_address=${gateway.host}`,
    `envoy.port=${gateway.port}`,
    "envoy.token_file=my-token.txt",
    `hugging_face.repo_id=${repo}`,
    `hugging_face.endpoint=${hub.url}`,
    "hugging_face.token_file=my-hub-token.txt",
  ];
  return run(folder, "init", "--yes", ...answers.flatMap((answer) => ["--set", answer]));
}

async function emptyFolder(name: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  return folder;
}

// npm fetches a dependency, which no other test does.
const isWanted = process.env["ENVOY_INSTALL_TESTS"] === "1";

describe.runIf(isWanted)("the packed app, installed where nothing else is", () => {
  it("has no dependency but those that are on npm, and no link to its sources", async () => {
    const installed = join(root, "prefix/lib/node_modules/envoy-recorder");
    expect((await lstat(installed)).isSymbolicLink()).toBe(false);
    const dependencies = await readdir(join(installed, "node_modules"));
    expect(dependencies.filter((name) => !name.startsWith("."))).toEqual(["parquet-wasm"]);
    expect(await readdir(join(installed, "bundle"))).toContain("LICENCES.txt");
  });

  it("tells its version, and records the demo", async () => {
    const folder = await emptyFolder("demo");
    expect(await run(folder, "--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await run(folder, "demo")).toContain("second time: me/solar has everything already");
  }, 60_000);

  it("is set up by init, records, archives and uploads", async () => {
    await using gateway = await startSimulator();
    await using hub = await startHubEmulator({ folder: join(root, "hub") });
    const folder = await emptyFolder("solar");
    expect(await setUp(folder, gateway, hub)).toMatch(/accepts the token.*Written.*config\.toml/s);
    await run(folder, "record");
    expect(await run(folder, "doctor")).toMatch(/^ok +gateway .*^ok +token .*^ok +upload /ms);
    expect(await run(folder, "flush", "--force")).toMatch(/flushed 1 poll, added \d+ rows to/);
    expect(await run(folder, "upload")).toContain(`to ${repo}`);
    expect(await run(folder, "status", "--check")).toContain("last upload");
    const sql = "SELECT count(*)::INT AS rows FROM ARCHIVE";
    const [archived] = await queryArchive(join(folder, "data/parquet_archive"), sql);
    expect(archived?.["rows"]).toBeGreaterThan(0);
    const [commit] = hub.commits(repo);
    expect(Object.keys(commit?.files ?? {})).toContainEqual(expect.stringMatching(/\.parquet$/));
  }, 60_000);
});
