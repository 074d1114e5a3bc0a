import { dirname, resolve } from "node:path";
import { typesOfArchive } from "../readings/archive-types.js";
import { type Draft, withAnswers } from "./draft.js";
import { filePrefix } from "./secret-files.js";

/** The draft with the settings that nobody is asked for, as far as it does not have them. */
export async function withStandardSettings(configFile: string, given: Draft): Promise<Draft> {
  const prefix = filePrefix(configFile);
  let draft = withAnswers(given, "logging", {
    level: "WARNING",
    file: `./logs/${prefix === "" ? "recorder" : prefix.slice(0, -1)}.log`,
    ...given.logging,
  });
  // Two gateways whose configs are in one folder must not share an archive.
  if (prefix !== "") {
    const folder = `./data/${prefix.slice(0, -1)}`;
    draft = withAnswers(draft, "paths", {
      live_buffer: `${folder}/live_buffer`,
      parquet_archive: `${folder}/parquet_archive`,
      ...given.paths,
    });
  }
  const archive = draft.paths?.parquet_archive ?? "./data/parquet_archive";
  const types =
    given.parquet_archive?.types ??
    (await typesOfArchive(resolve(dirname(configFile), archive))) ??
    "portable";
  return withAnswers(draft, "parquet_archive", { types });
}
