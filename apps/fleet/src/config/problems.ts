import type { core } from "zod/mini";
import { exitCode, FleetError } from "../errors/exit-code.js";
import { nearestWord } from "../errors/nearest-word.js";
import { knownKeys } from "./schema.js";

/** Something wrong with a setting. */
export interface Problem {
  /** Where it is, such as `["sources", 4, "dataset"]`. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A fleet has as many sources as roofs: nobody reads more lines than these. */
const maxLines = 20;

/** The error that lists what is wrong with a config file; `text` is that of the file. */
export function configError(file: string, text: string, problems: readonly Problem[]): FleetError {
  const lines = problems.slice(0, maxLines).map(({ path, message }) => {
    const place = placeOf(path, text);
    return place === "" ? message : `${place}: ${message}`;
  });
  const more = problems.length - lines.length;
  if (more > 0) lines.push(`(${more} more)`);
  return new FleetError(exitCode.config, `Config ${file}:\n  ${lines.join("\n  ")}`);
}

/** "duckdb.threads", or for a source its number and the line of its header. */
function placeOf([section, index, ...keys]: readonly PropertyKey[], text: string): string {
  if (section !== "sources" || typeof index !== "number") {
    return [section, index, ...keys].filter((key) => key !== undefined).join(".");
  }
  const line = lineOfSource(text, index);
  const place = `[[sources]] ${index + 1}${line === undefined ? "" : ` at line ${line}`}`;
  return keys.length === 0 ? place : `${place}: ${keys.join(".")}`;
}

function lineOfSource(text: string, index: number): number | undefined {
  let seen = -1;
  for (const [i, line] of text.split("\n").entries()) {
    if (/^\s*\[\[\s*sources\s*\]\]/.test(line) && ++seen === index) return i + 1;
  }
  return undefined;
}

/** What zod found, in words that an owner knows; an unknown key with the nearest known one. */
export function problemsOf(issues: readonly core.$ZodIssue[]): readonly Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") {
      return [{ path: issue.path, message: `${ruleOf(issue)}${shownValue(issue)}` }];
    }
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: unknownKey(issue, key),
    }));
  });
}

function unknownKey({ path }: core.$ZodIssue, key: string): string {
  if (key === "token")
    return "unknown key; write the token into a file, and name that as token_file";
  const nearest = nearestWord(key, knownKeys[String(path[0] ?? "")] ?? []);
  return nearest === undefined ? "unknown key" : `unknown key; did you mean ${nearest}?`;
}

const types: Readonly<Record<string, string>> = {
  string: "should be text between quotes",
  number: "should be a number",
  int: "should be a whole number",
  boolean: "should be true or false",
  array: "should be written as [[sources]] on a line of its own, for each of them",
};

function ruleOf(issue: core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `should be one of ${issue.values.join(", ")}`;
    case "too_small":
      if (issue.origin === "string") return "should not be empty";
      return `should be at least ${issue.minimum}`;
    case "too_big":
      return `should be at most ${issue.maximum}`;
    case "invalid_format":
      return issue.format === "url"
        ? "should be an address that begins with https:// or http://"
        : issue.message;
    case "invalid_union":
      return "should be text, a number, true or false; a name with dots goes between quotes";
    case "invalid_type":
      return typeRule(issue);
    default:
      return issue.message;
  }
}

function typeRule({ path, expected, input, message }: core.$ZodIssueInvalidType): string {
  if (expected === "object" || expected === "record") {
    return `should be a section; write [${String(path[0])}] on a line of its own and its keys below it`;
  }
  return input === undefined ? "is missing" : (types[expected] ?? message);
}

function shownValue({ input }: core.$ZodIssue): string {
  const isScalar = ["string", "number", "bigint", "boolean"].includes(typeof input);
  return isScalar ? `, is ${JSON.stringify(input)}` : "";
}
