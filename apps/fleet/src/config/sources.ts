import type { DatasetPlace, FolderPlace, SourceConfig } from "./config.js";
import type { Problem } from "./problems.js";
import type { Settings, SourceSettings } from "./schema.js";
import { isTimeZone } from "./time-zone.js";

/** What the settings of a source are read with. */
export interface SourceContext {
  /** The Hub's address for sources that name none. */
  readonly endpoint: string;
  /** Relative paths are relative to the config file. */
  readonly absolute: (path: string) => string;
}

/** The sources that are right, and what is wrong with the others. */
export function toSources(
  settings: Settings["sources"],
  context: SourceContext,
): { readonly sources: readonly SourceConfig[]; readonly problems: readonly Problem[] } {
  const sources: SourceConfig[] = [];
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  for (const [index, source] of settings.entries()) {
    const found = problemsOfSource(source);
    const place = placeOf(source, context);
    if (place !== undefined) {
      const key = sourceKey(place);
      const first = seen.get(key);
      if (first === undefined) seen.set(key, index);
      else found.push({ path: [], message: sameAs(source, first) });
      if (found.length === 0) sources.push(toSource(source, place));
    }
    for (const { path, message } of found) {
      problems.push({ path: ["sources", index, ...path], message });
    }
  }
  return { sources, problems };
}

/** Where a source is, whoever asks. */
export type SourcePlace = Pick<DatasetPlace, "kind" | "repo" | "path"> | FolderPlace;

/** Tells places apart. The Hub's address is no part of it: a mirror serves the same households. */
export function sourceKey(place: SourcePlace): string {
  return place.kind === "dataset" ? `dataset ${place.repo} ${place.path}` : `folder ${place.path}`;
}

const onlyOfDatasets = ["path", "endpoint", "token_file"] as const;

function problemsOfSource(source: SourceSettings): Problem[] {
  const problems: Problem[] = [];
  const { dataset, folder, latitude, longitude, time_zone: zone } = source;
  if (dataset === undefined && folder === undefined) {
    problems.push({ path: [], message: 'give it a dataset = "user/name" or a folder = "/path"' });
  }
  if (folder !== undefined) {
    if (dataset !== undefined) {
      problems.push({ path: [], message: "has a dataset and a folder; keep one of them" });
    } else {
      for (const key of onlyOfDatasets.filter((name) => source[name] !== undefined)) {
        problems.push({ path: [key], message: "is for a dataset, and this is a folder" });
      }
    }
  }
  if ((latitude === undefined) !== (longitude === undefined)) {
    const missing = latitude === undefined ? "latitude" : "longitude";
    problems.push({ path: [missing], message: "is missing; give both, or neither" });
  }
  if (zone !== undefined && !isTimeZone(zone)) {
    const message = `should be a time zone such as "Europe/London", is ${JSON.stringify(zone)} (https://en.wikipedia.org/wiki/List_of_tz_database_time_zones)`;
    problems.push({ path: ["time_zone"], message });
  }
  return problems;
}

function sameAs({ dataset, folder }: SourceSettings, first: number): string {
  return `${dataset ?? folder} is the same place as [[sources]] ${first + 1}; remove one of them`;
}

function placeOf(
  { dataset, folder, path, endpoint, token_file }: SourceSettings,
  context: SourceContext,
): DatasetPlace | FolderPlace | undefined {
  if (dataset !== undefined) {
    return {
      kind: "dataset",
      repo: dataset,
      path: path ?? "data",
      endpoint: endpoint ?? context.endpoint,
      tokenFile: token_file === undefined ? undefined : context.absolute(token_file),
    };
  }
  return folder === undefined ? undefined : { kind: "folder", path: context.absolute(folder) };
}

function toSource(
  { dataset, folder, path, time_zone, latitude, longitude }: SourceSettings,
  place: DatasetPlace | FolderPlace,
): SourceConfig {
  const inDataset = path === undefined || path === "data" ? "" : `/${path}`;
  return {
    name: dataset === undefined ? (folder ?? "") : `${dataset}${inDataset}`,
    place,
    timeZone: time_zone,
    location:
      latitude === undefined || longitude === undefined ? undefined : { latitude, longitude },
  };
}
