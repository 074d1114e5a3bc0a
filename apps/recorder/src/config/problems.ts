import type { core } from "zod/mini";
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
  const known = keysAt(path) ?? [];
  const nearest = known
    .map((name) => ({ name, distance: editDistance(key, name) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const full = (name: string): string => [...path, name].join(".");
  const advice = nearest === undefined ? "" : `; did you mean ${full(nearest.name)}?`;
  return `${full(key)}: unknown key${advice}`;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
