import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Config, loadConfig } from "../src/config/config.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "recorder-config-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(toml: string, environment: Record<string, string> = {}): Promise<Config> {
  const file = join(folder, "config.toml");
  await writeFile(file, toml);
  return loadConfig(file, environment);
}

const envoy = '[envoy]\nip_address = "10.0.0.2"\n';

describe("loadConfig", () => {
  it("fills in defaults and counts paths from the config file", async () => {
    expect(await load(envoy)).toMatchObject({
      envoy: { host: "10.0.0.2", protocol: "https", token: undefined },
      liveBuffer: join(folder, "data/live_buffer"),
      parquetArchive: join(folder, "data/parquet_archive"),
      flushEveryMinutes: 15,
      logLevel: "INFO",
      compression: undefined,
    });
  });

  it("takes the log level in small letters too", async () => {
    expect((await load(`${envoy}[logging]\nlevel = "warning"`)).logLevel).toBe("WARNING");
  });

  it("keeps its state beside the buffer, so that folders chosen long ago never overlap with it", async () => {
    const paths = '[paths]\nlive_buffer = "./buffer"\nparquet_archive = "./data"\n';
    expect((await load(envoy + paths)).state).toBe(join(folder, "state"));
    expect((await load(envoy)).state).toBe(join(folder, "data/state"));
  });

  it("keeps the tables beside the archive, for each archive its own, and in no other folder of the recorder", async () => {
    const paths = '[paths]\nlive_buffer = "./buffer"\nparquet_archive = "./data/archive"\n';
    expect(await load(envoy + paths)).toMatchObject({
      tablesFolder: join(folder, "data/archive_tables"),
      tables: { deviceReports: true, meters: true, batteries: true, intervalMinutes: 1 },
    });
    expect((await load(envoy)).tablesFolder).toBe(join(folder, "data/tables"));
    const off = await load(`${envoy}[tables]\ndevice_reports = false\ndaily_summary = false\n`);
    expect(off.tables.deviceReports).toBe(false);
    const inside = load(`${envoy}${paths}tables = "./data/archive/tables"\n`);
    await expect(inside).rejects.toThrow(
      /paths.parquet_archive .* and paths.tables .* two folders/,
    );
  });

  it("takes the config of the earlier recorder as it is, with hints", async () => {
    const config = await load(`
[envoy]
ip_address = "192.168.1.5"
token = "abc"
[paths]
live_buffer = "./live"
parquet_archive = "./archive"
storage_bucket = "./bucket"
[intervals]
flush_buffer_every_n_minutes = 15
[logging]
level = "CRITICAL"
log_file_for_record_script = "./logs/record.log"
[hugging_face]
repo_id = "me/solar"
token = "hf_x"
`);
    expect(config).toMatchObject({
      logFile: join(folder, "logs/record.log"),
      logLevel: "CRITICAL",
    });
    expect(config.hints).toHaveLength(2);
  });

  it("lets the environment override the file, numbers included", async () => {
    const config = await load(envoy, {
      ENVOY_RECORDER_ENVOY__TOKEN: "from-environment",
      ENVOY_RECORDER_ENVOY__PORT: "8443",
      ENVOY_RECORDER_INTERVALS__FLUSH_BUFFER_EVERY_N_MINUTES: "30",
      ENVOY_RECORDER: "somebody else's",
    });
    expect(config).toMatchObject({
      envoy: { token: "from-environment", port: 8443 },
      flushEveryMinutes: 30,
    });
  });

  it("reads the token from a file beside the config", async () => {
    await writeFile(join(folder, "token.txt"), "abc.def.ghi\n");
    const config = await load(`${envoy}token_file = "token.txt"`);
    expect(config.envoy.token).toBe("abc.def.ghi");
  });

  it("refuses a secret file with nothing in it", async () => {
    await writeFile(join(folder, "token.txt"), "\n");
    await expect(load(`${envoy}token_file = "token.txt"`)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/envoy\.token_file: .*token\.txt is empty/),
    });
  });

  it.each([
    ["", {}, /envoy: the section is missing; write \[envoy\] on a line/],
    ['envoy = "192.0.2.1"', {}, /envoy: should be a section; write \[envoy\] on a line/],
    ['[[envoy]]\nip_address = "192.0.2.1"', {}, /envoy: should be a section/],
    [`logging = "info"\n${envoy}`, {}, /logging: should be a section; write \[logging\]/],
    ["[envoy]\n", {}, /envoy\.ip_address: is missing$/],
    [`${envoy}tokne = "x"`, {}, /envoy\.tokne: unknown key; did you mean envoy\.token\?/],
    [`${envoy}[path]\n`, {}, /path: unknown key; did you mean paths\?/],
    [`${envoy}port = 70000`, {}, /envoy\.port: should be at most 65535, is 70000$/],
    [`${envoy}port = "443"`, {}, /envoy\.port: should be a number, is "443"$/],
    [`${envoy}port = 1.5`, {}, /envoy\.port: should be a whole number, is 1\.5$/],
    ["[envoy]\nip_address = 1", {}, /envoy\.ip_address: should be text between quotes, is 1$/],
    [`${envoy}token = ""`, {}, /envoy\.token: should not be empty$/],
    [
      `${envoy}[monitoring]\nping_url = "ftp://x"`,
      {},
      /ping_url: should be an address that begins with https:\/\/ or http:\/\/$/,
    ],
    [
      `${envoy}[site.groups]\neast = "1"`,
      {},
      /site\.groups\.east: should be a list, such as .*, is "1"$/,
    ],
    [
      `${envoy}[hugging_face]\nrepo_id = "me/solar"\nprivate = "yes"`,
      {},
      /hugging_face\.private: should be true or false, is "yes"$/,
    ],
    [
      `${envoy}[logging]\nlevel = "LOUD"`,
      {},
      /logging\.level: should be one of DEBUG, INFO, WARNING, ERROR, CRITICAL, is "LOUD"/,
    ],
    [
      `${envoy}[intervals]\nflush_buffer_every_n_minutes = 0`,
      {},
      /flush_buffer_every_n_minutes: should be more than 0, is 0$/,
    ],
    [envoy, { ENVOY_RECORDER_ENVOY__TOKNE: "x" }, /envoy\.tokne: unknown key/],
    [`${envoy}token = "x"\ntoken_file = "y"`, {}, /both set/],
    [`${envoy}token_file = "missing.txt"`, {}, /token_file: there is no file .*missing\.txt\./],
    [`${envoy}[paths]\nlive_buffer = "x"\nparquet_archive = "x/y"`, {}, /neither inside the other/],
    [
      `${envoy}[paths]\nparquet_archive = "x"\nstate = "x/y"`,
      {},
      /paths\.parquet_archive .* and paths\.state .*neither inside/,
    ],
    [
      `${envoy}[enlighten]\nusername = "me"`,
      {},
      /enlighten\.password or enlighten\.password_file is missing/,
    ],
    [
      `${envoy}[hugging_face]\nrepo_id = "solar"`,
      {},
      /hugging_face\.repo_id: should be "user\/name", is "solar"/,
    ],
    [`${envoy}max_response_bytes = 10`, {}, /envoy\.max_response_bytes: .*1024, is 10/],
    [`${envoy}[paths]\nlive_buffer = "x/y"\nparquet_archive = "x"`, {}, /neither inside the other/],
    [
      `${envoy}[paths]\nlive_buffer = "x"\nparquet_archive = "x/..y"`,
      {},
      /neither inside the other/,
    ],
    [`${envoy}[weather]\n`, {}, /weather: unknown key$/],
    [
      `${envoy}[hugging_face]\nrepo_id = "me/solar"\ntoken = "x"\ntoken_file = "y"`,
      {},
      /hugging_face\.token and hugging_face\.token_file are both set/,
    ],
    ["[envoy\n", {}, /not valid TOML at line 1/],
  ])("names key, value and rule: %j", async (toml, environment, message) => {
    await expect(load(toml, environment)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it("sees an overlap of folders through symbolic links, and takes links that do not overlap", async () => {
    await mkdir(join(folder, "disk"));
    await symlink(join(folder, "disk"), join(folder, "link"));
    const paths = (buffer: string, archive: string): Promise<Config> =>
      load(`${envoy}[paths]\nlive_buffer = "${buffer}"\nparquet_archive = "${archive}"`);
    await expect(paths("link", "disk/archive")).rejects.toThrow(/neither inside the other/);
    await expect(paths("disk/b", "link/b/archive")).rejects.toThrow(/neither inside the other/);
    expect(await paths("link/buffer", "disk/archive")).toMatchObject({
      liveBuffer: join(folder, "link/buffer"),
    });
  });

  it("warns once of every file with a token that others may read", async () => {
    const open = await load(`${envoy}token = "abc"\n`);
    expect(open.warnings).toEqual([expect.stringContaining(`chmod 600 ${folder}/config.toml`)]);
    await chmod(join(folder, "config.toml"), 0o600);
    expect((await loadConfig(join(folder, "config.toml"), {})).warnings).toEqual([]);
    await writeFile(join(folder, "token.txt"), "abc");
    const withFile = await load(`${envoy}token_file = "token.txt"`);
    expect(withFile.warnings).toEqual([
      expect.stringMatching(/token\.txt\. To prevent that: chmod 600/),
    ]);
    await chmod(join(folder, "config.toml"), 0o644);
    const fromEnvironment = await load(envoy, { ENVOY_RECORDER_ENVOY__TOKEN: "abc" });
    expect(fromEnvironment.warnings).toEqual([]);
  });

  it.each([
    `${envoy}token = 12345678901`,
    `${envoy}token = "secret12 345678901"`,
    `${envoy}token = "secret12345678901`,
    `${envoy}token = "secret12345678901"\nport = "x`,
    '[[envoy]]\nip_address = "10.0.0.2"\ntoken = "secret12345678901"',
    'envoy = "secret12345678901"',
    `enlighten = ["me", "secret12345678901"]\n${envoy}`,
    `${envoy}ip = ["secret12345678901"]\nport = ["secret12345678901"]`,
  ])("never prints a token: %j", async (toml) => {
    const error: unknown = await load(toml).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/Config/);
    expect(String(error)).not.toMatch(/345678901/);
  });

  it("needs no file if the environment has all that is needed", async () => {
    const environment = { ENVOY_RECORDER_ENVOY__IP_ADDRESS: "10.0.0.2" };
    const config = await loadConfig(join(folder, "none.toml"), environment);
    expect(config).toMatchObject({
      envoy: { host: "10.0.0.2" },
      liveBuffer: join(folder, "data/live_buffer"),
    });
  });

  it("says what to do if there is no config file", async () => {
    await expect(loadConfig(join(folder, "none.toml"), {})).rejects.toThrow(/envoy-recorder demo/);
  });
});
