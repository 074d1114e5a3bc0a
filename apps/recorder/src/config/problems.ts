import type { core } from "zod/mini";
import { nearestWord } from "../errors/nearest-word.js";
import { keysAt } from "./schema.js";

/** One line a problem: key, value and rule; an unknown key with the nearest known one. */
export function describeIssues(issues: readonly core.$ZodIssue[]): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => describeUnknown(issue.path, key));
    }
    return [`${issue.path.join(".")}: ${issue.message}${describeValue(issue)}`];
  });
}

/** The value is shown unless it may be a secret or is missing. */
function describeValue(issue: core.$ZodIssue): string {
  const isSecret = issue.path.at(-1) === "token" || issue.path.at(-1) === "password";
  if (isSecret || issue.input === undefined) return "";
  return `, is ${JSON.stringify(issue.input)}`;
}

function describeUnknown(path: readonly PropertyKey[], key: string): string {
  const full = (name: string): string => [...path, name].join(".");
  const nearest = nearestWord(key, keysAt(path) ?? []);
  const advice = nearest === undefined ? "" : `; did you mean ${full(nearest)}?`;
  return `${full(key)}: unknown key${advice}`;
}
