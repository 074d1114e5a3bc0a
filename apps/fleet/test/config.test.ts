import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FleetConfig } from "../src/config/config.js";
import { hubToken, TokenFileError } from "../src/config/hub-token.js";
import { loadConfig } from "../src/config/load-config.js";
import { exitCode, FleetError } from "../src/errors/exit-code.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-config-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(toml: string, environment = {}): Promise<FleetConfig> {
  const file = join(folder, "fleet.toml");
  await writeFile(file, toml);
  return loadConfig(file, environment);
}

async function mistakesIn(toml: string): Promise<string> {
  const error: unknown = await load(toml).catch((reason: unknown) => reason);
  if (!(error instanceof FleetError)) throw new Error(`no FleetError: ${String(error)}`);
  expect(error.exitCode).toBe(exitCode.config);
  return error.message;
}

describe("a config", () => {
  it("needs nothing but sources", async () => {
    expect(await load('[[sources]]\ndataset = "alice/solar"\n')).toEqual({
      file: join(folder, "fleet.toml"),
      landing: join(folder, "landing"),
      table: join(folder, "table"),
      reports: join(folder, "reports"),
      engine: "duckdb",
      closeAfterDays: 7,
      shards: undefined,
      parallel: 8,
      duckdb: { memoryLimit: undefined, threads: undefined },
      spark: { home: undefined, master: "local[*]", conf: {} },
      publish: undefined,
      sources: [
        {
          name: "alice/solar",
          place: {
            kind: "dataset",
            repo: "alice/solar",
            path: "data",
            endpoint: "https://huggingface.co",
            tokenFile: undefined,
          },
          timeZone: undefined,
          location: undefined,
        },
      ],
    });
  });

  it("says all there is to say, with paths relative to the file", async () => {
    const config = await load(`
landing = "in/landing"
table = "/srv/table"
engine = "spark"
close_after_days = 3
shards = 8
parallel = 2
[duckdb]
memory_limit = "4GB"
threads = 2
[spark]
home = "/opt/spark"
master = "spark://host:7077"
conf = { "spark.executor.memory" = "4g", "spark.executor.cores" = 2 }
[[sources]]
dataset = "alice/solar"
path = "roof"
endpoint = "https://hub.example"
token_file = "alice.txt"
time_zone = "Europe/London"
latitude = 51.5
longitude = -0.1
[[sources]]
folder = "bob"
[publish]
dataset = "community/roofs"
token_file = "publish.txt"
private = false
title = "Roofs"
license = "cc-by-4.0"
`);
    expect(config).toMatchObject({
      landing: join(folder, "in/landing"),
      table: "/srv/table",
      engine: "spark",
      closeAfterDays: 3,
      shards: 8,
      parallel: 2,
      duckdb: { memoryLimit: "4GB", threads: 2 },
      spark: {
        home: "/opt/spark",
        master: "spark://host:7077",
        conf: { "spark.executor.memory": "4g", "spark.executor.cores": "2" },
      },
      publish: {
        repo: "community/roofs",
        endpoint: "https://huggingface.co",
        tokenFile: join(folder, "publish.txt"),
        private: false,
        title: "Roofs",
        license: "cc-by-4.0",
      },
    });
    expect(config.sources).toEqual([
      {
        name: "alice/solar/roof",
        place: {
          kind: "dataset",
          repo: "alice/solar",
          path: "roof",
          endpoint: "https://hub.example",
          tokenFile: join(folder, "alice.txt"),
        },
        timeZone: "Europe/London",
        location: { latitude: 51.5, longitude: -0.1 },
      },
      {
        name: "bob",
        place: { kind: "folder", path: join(folder, "bob") },
        timeZone: undefined,
        location: undefined,
      },
    ]);
  });

  it("takes the Hub's address from HF_ENDPOINT where a table names none", async () => {
    const toml = '[[sources]]\ndataset = "a/b"\n[publish]\ndataset = "c/d"\n';
    const config = await load(toml, { HF_ENDPOINT: "http://127.0.0.1:1" });
    expect(config.publish?.endpoint).toBe("http://127.0.0.1:1");
    expect(config.sources[0]?.place).toMatchObject({ endpoint: "http://127.0.0.1:1" });
    await expect(load(toml, { HF_ENDPOINT: "hub" })).rejects.toThrow("HF_ENDPOINT");
  });

  it("of 100,000 sources is read in seconds", async () => {
    const sources = Array.from(
      { length: 100_000 },
      (_, i) =>
        `[[sources]]\ndataset = "user${i}/solar"\ntoken_file = "tokens/${i}.txt"\ntime_zone = "Europe/London"\nlatitude = 51.5\nlongitude = -0.1\n`,
    );
    const began = process.cpuUsage();
    expect((await load(sources.join(""))).sources).toHaveLength(100_000);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1e6).toBeLessThan(10);
  });
});

describe("a mistake in a config", () => {
  it.each([
    ["an unknown key", 'landin = "x"', "landin: unknown key; did you mean landing?"],
    [
      "an unknown key of a section",
      "[duckdb]\nthreds = 2",
      "duckdb.threds: unknown key; did you mean threads?",
    ],
    [
      "a token",
      '[publish]\ndataset = "a/b"\ntoken = "hf_secret"',
      "publish.token: unknown key; write the token into a file",
    ],
    ["a wrong type", 'parallel = "8"', 'parallel: should be a number, is "8"'],
    ["a number out of range", "shards = 0", "shards: should be at least 1, is 0"],
    ["another engine", 'engine = "duck"', 'engine: should be one of duckdb, spark, is "duck"'],
    [
      "a size without a unit",
      '[duckdb]\nmemory_limit = "4"',
      'duckdb.memory_limit: should be a size, such as "4GB", is "4"',
    ],
    [
      "a name with dots that is not quoted",
      '[spark.conf]\nspark.executor.memory = "4g"',
      "a name with dots goes between quotes",
    ],
    [
      "one table of sources",
      '[sources]\ndataset = "a/b"',
      "sources: should be written as [[sources]]",
    ],
    ["folders in one another", 'table = "landing/table"', "landing: and table are in one another"],
  ])("is named: %s", async (_, toml, message) => {
    const mistakes = await mistakesIn(toml);
    expect(mistakes).toContain(message);
    expect(mistakes).not.toContain("hf_secret");
  });

  it.each([
    ["no place", "", 'give it a dataset = "user/name" or a folder'],
    ["two places", 'dataset = "a/b"\nfolder = "c"', "has a dataset and a folder"],
    ["no dataset's name", 'dataset = "solar"', 'dataset: should be "user/name", is "solar"'],
    [
      "a path out of the dataset",
      'dataset = "a/b"\npath = "../c"',
      "path: should be a folder of the dataset",
    ],
    ["a token for a folder", 'folder = "c"\ntoken_file = "t"', "token_file: is for a dataset"],
    [
      "a latitude alone",
      'dataset = "a/b"\nlatitude = 51.5',
      "longitude: is missing; give both, or neither",
    ],
    [
      "a latitude that is none",
      'dataset = "a/b"\nlatitude = 91\nlongitude = 0',
      "latitude: should be at most 90, is 91",
    ],
    [
      "no time zone",
      'dataset = "a/b"\ntime_zone = "London"',
      'time_zone: should be a time zone such as "Europe/London", is "London"',
    ],
    [
      "a mistyped key",
      'dataset = "a/b"\ntimezone = "UTC"',
      "timezone: unknown key; did you mean time_zone?",
    ],
    ["the fleet's own landing", 'folder = "landing/x"', "folder: is in the fleet's own landing"],
  ])("of a source is named with its number and line: %s", async (_, source, message) => {
    const mistakes = await mistakesIn(
      `parallel = 4\n\n[[sources]]\nfolder = "z"\n\n[[sources]]\n${source}\n`,
    );
    expect(mistakes).toContain("[[sources]] 2 at line 6");
    expect(mistakes).toContain(message);
  });

  it.each([
    ["a dataset", 'dataset = "a/b"', 'dataset = "a/b"\npath = "data"', "a/b"],
    ["a folder", 'folder = "c/d/"', 'folder = "./c/d"', "./c/d"],
  ])("is a place that is there twice: %s", async (_, first, second, name) => {
    const mistakes = await mistakesIn(`[[sources]]\n${first}\n[[sources]]\n${second}\n`);
    expect(mistakes).toContain(
      `[[sources]] 2 at line 3: ${name} is the same place as [[sources]] 1`,
    );
  });

  it("is one of many, of which the first are listed", async () => {
    const sources = Array.from({ length: 30 }, () => '[[sources]]\ndataset = "solar"\n').join("");
    const mistakes = await mistakesIn(sources);
    expect(mistakes.split("\n")).toHaveLength(22);
    expect(mistakes).toContain("(10 more)");
  });

  it("of TOML's is named by its line, without what is written there", async () => {
    const mistakes = await mistakesIn('landing = "x"\nhf_secret\n');
    expect(mistakes).toMatch(/not valid TOML at line \d/);
    expect(mistakes).not.toContain("hf_secret");
  });

  it("is a file that is not there", async () => {
    await expect(loadConfig(join(folder, "none.toml"), {})).rejects.toThrow(
      "There is no config file",
    );
  });
});

describe("a token", () => {
  it("is that of the file, else HF_TOKEN, else none", async () => {
    await writeFile(join(folder, "token.txt"), "hf_file\n");
    expect(hubToken(join(folder, "token.txt"), { HF_TOKEN: "hf_environment" })).toBe("hf_file");
    expect(hubToken(undefined, { HF_TOKEN: "hf_environment" })).toBe("hf_environment");
    expect(hubToken(undefined, {})).toBeUndefined();
  });

  it("that cannot be one is not shown", async () => {
    await writeFile(join(folder, "bad.txt"), "hf_one\nhf_two\n");
    expect(() => hubToken(join(folder, "bad.txt"), {})).toThrow(TokenFileError);
    expect(() => hubToken(join(folder, "bad.txt"), {})).not.toThrow("hf_one");
    expect(() => hubToken(join(folder, "none.txt"), {})).toThrow("there is no file");
  });
});
