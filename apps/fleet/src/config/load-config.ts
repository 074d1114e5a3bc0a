import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { exitCode, FleetError } from "../errors/exit-code.js";
import type { FleetConfig, PublishConfig } from "./config.js";
import { configError, type Problem, problemsOf } from "./problems.js";
import { configSchema, type Settings } from "./schema.js";
import { readSettingsFile, type SettingsFile } from "./settings-file.js";
import { toSources } from "./sources.js";

/** The variables of a process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks fleet.toml. Relative paths are relative to it; `HF_ENDPOINT` is the Hub's address where a table names
 * none. Rejects with `FleetError`, which has a line for each mistake.
 */
export async function loadConfig(path: string, environment: Environment): Promise<FleetConfig> {
  const file = resolve(path);
  const absolute = (value: string): string => resolve(dirname(file), value);
  const found = readSettingsFile(file);
  const settings = checkSettings(file, found);
  const endpoint = endpointOf(environment);
  const { sources, problems } = toSources(settings.sources, { endpoint, absolute });
  const config: FleetConfig = {
    file,
    landing: absolute(settings.landing),
    table: absolute(settings.table),
    reports: absolute(settings.reports),
    engine: settings.engine,
    closeAfterDays: settings.close_after_days,
    shards: settings.shards,
    parallel: settings.parallel,
    duckdb: { memoryLimit: settings.duckdb.memory_limit, threads: settings.duckdb.threads },
    spark: {
      home: settings.spark.home === undefined ? undefined : absolute(settings.spark.home),
      master: settings.spark.master,
      conf: Object.fromEntries(
        Object.entries(settings.spark.conf).map(([key, value]) => [key, String(value)]),
      ),
    },
    sources,
    publish: settings.publish && publishConfig(settings.publish, endpoint, absolute),
  };
  const all = problems.length > 0 ? problems : overlaps(config);
  if (all.length > 0) throw configError(file, found.text, all);
  return config;
}

function checkSettings(file: string, { text, content }: SettingsFile): Settings {
  const { success, data } = configSchema.safeParse(content);
  if (success) return data;
  // Only now with the values, which make 100,000 sources slower.
  const { error } = configSchema.safeParse(content, { reportInput: true });
  throw configError(file, text, problemsOf(error?.issues ?? []));
}

function endpointOf(environment: Environment): string {
  const endpoint = environment["HF_ENDPOINT"];
  if (!endpoint) return "https://huggingface.co";
  if (/^https?:\/\/[^\s/]/.test(endpoint)) return endpoint;
  const message = `HF_ENDPOINT in the environment should be an address that begins with https:// or http://, is ${JSON.stringify(endpoint)}.`;
  throw new FleetError(exitCode.config, message);
}

function publishConfig(
  settings: NonNullable<Settings["publish"]>,
  endpoint: string,
  absolute: (path: string) => string,
): PublishConfig {
  const { dataset, token_file } = settings;
  return {
    repo: dataset,
    endpoint: settings.endpoint ?? endpoint,
    tokenFile: token_file === undefined ? undefined : absolute(token_file),
    private: settings.private,
    title: settings.title,
    license: settings.license,
  };
}

/** What is written to one of these folders must not be taken for the content of another, or of a household's. */
function overlaps({ landing, table, reports, sources }: FleetConfig): readonly Problem[] {
  const own = Object.entries({ landing, table, reports });
  const problems: Problem[] = [];
  for (const [name, folder] of [own[0], own[1]].filter((each) => each !== undefined)) {
    const [pattern] = /[*?[\]]/.exec(folder) ?? [];
    if (pattern === undefined) continue;
    const message = `has a "${pattern}" in its path, ${folder}, which the engines take for a pattern; choose another folder`;
    problems.push({ path: [name], message });
  }
  for (const [i, [name, folder]] of own.entries()) {
    for (const [other, otherFolder] of own.slice(i + 1)) {
      if (!isWithin(folder, otherFolder) && !isWithin(otherFolder, folder)) continue;
      const message = `and ${other} are in one another; give each a folder of its own`;
      problems.push({ path: [name], message });
    }
  }
  for (const [i, { place }] of sources.entries()) {
    if (place.kind !== "folder") continue;
    const hit = own.find(([, folder]) => isWithin(place.path, folder));
    if (hit === undefined) continue;
    problems.push({ path: ["sources", i, "folder"], message: `is in the fleet's own ${hit[0]}` });
  }
  return problems;
}

function isWithin(path: string, folder: string): boolean {
  const below = relative(folder, path);
  return below === "" || (!below.startsWith(`..${sep}`) && below !== ".." && !isAbsolute(below));
}
