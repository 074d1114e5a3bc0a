import type { core } from "zod/mini";
import { nearestWord } from "../errors/nearest-word.js";
import { keysAt } from "./schema.js";

/** One line per problem: key, rule and value; an unknown key with the nearest known one. */
export function describeIssues(issues: readonly core.$ZodIssue[]): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => describeUnknown(issue.path, key));
    }
    return [`${issue.path.join(".")}: ${describeRule(issue)}${describeValue(issue)}`];
  });
}

function describeRule(issue: core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `should be one of ${issue.values.join(", ")}`;
  if (issue.code !== "invalid_type") return issue.message;
  const name = issue.path.join(".");
  if (issue.expected === "object") {
    const rule = issue.input === undefined ? "the section is missing" : "should be a section";
    return `${rule}; write [${name}] on a line of its own and its keys below it`;
  }
  return issue.input === undefined ? "is missing" : issue.message;
}

/** The value of a key, unless it may hold a secret, as a whole section or a list may. */
function describeValue({ path, input }: core.$ZodIssue): string {
  const [, key] = path;
  const isSecret = key === "token" || key === "password";
  const isScalar = ["string", "number", "bigint", "boolean"].includes(typeof input);
  if (key === undefined || isSecret || !isScalar) return "";
  return `, is ${JSON.stringify(input)}`;
}

function describeUnknown(path: readonly PropertyKey[], key: string): string {
  const full = (name: string): string => [...path, name].join(".");
  const nearest = nearestWord(key, keysAt(path) ?? []);
  const advice = nearest === undefined ? "" : `; did you mean ${full(nearest)}?`;
  return `${full(key)}: unknown key${advice}`;
}
