import { problemsOfPart } from "../config/check-settings.js";
import { convertText } from "../config/environment.js";
import { keysAt, kindAt } from "../config/schema.js";
import { isTimeZone } from "../config/time-zone.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { nearestWord } from "../errors/nearest-word.js";
import type { Draft } from "./draft.js";

type Tree = Record<string, Record<string, unknown>>;

/**
 * The settings that `--set KEY=VALUE` gives, each value of the type that the schema wants. Throws
 * `RecorderError` for a key that is none; no message contains a value that may be secret.
 */
export function readAssignments(assignments: readonly string[]): Draft {
  const tree: Tree = {};
  for (const assignment of assignments) assign(tree, assignment);
  const problems = problemsOfPart(tree);
  if (problems.length > 0) throw mistake(problems.join("\n  "));
  const draft: Draft = tree;
  // Which a poll does not check.
  const { time_zone: timeZone } = draft.site ?? {};
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw mistake(`site.time_zone: should be a name such as "Europe/London", is "${timeZone}"`);
  }
  return draft;
}

function assign(tree: Tree, assignment: string): void {
  const equals = assignment.indexOf("=");
  // Not quoted: it may be a secret whose key was forgotten.
  if (equals <= 0) throw mistake("write KEY=VALUE, such as envoy.ip_address=192.168.1.50");
  const path = assignment.slice(0, equals).trim();
  const value = assignment.slice(equals + 1);
  const [, section = "", key = "", name] = /^([^.]+)\.([^.]+)(?:\.(.+))?$/.exec(path) ?? [];
  const kind = keysAt([])?.includes(section) ? kindAt([section, key]) : undefined;
  if (kind === undefined || (name !== undefined && kind !== "record")) throw unknown(path);
  tree[section] ??= {};
  const values = tree[section];
  if (kind !== "record") {
    values[key] = convertText(value, kind);
    return;
  }
  if (name === undefined) throw mistake(`${path}: write ${tableExample(key)}`);
  const entry = key === "groups" ? value.split(",").map((serial) => serial.trim()) : value;
  values[key] = { ...Object(values[key]), [name]: entry };
}

function tableExample(key: string): string {
  return key === "groups"
    ? "site.groups.east=482202080000,482202080017"
    : 'site.names.482202080000="East 1"';
}

function unknown(path: string): RecorderError {
  const known = (keysAt([]) ?? []).flatMap((section) =>
    (keysAt([section]) ?? []).map((key) => `${section}.${key}`),
  );
  // Often only the section is missing.
  const nearest = known.find((key) => key.endsWith(`.${path}`)) ?? nearestWord(path, known);
  return mistake(
    `${path}: unknown key${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
  );
}

function mistake(what: string): RecorderError {
  return new RecorderError(exitCode.config, `--set:\n  ${what}`);
}
