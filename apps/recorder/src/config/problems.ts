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

/** The only list of a certain length. */
const position = "should be two numbers, of panels across and down, such as [1, 0]";

const types: Readonly<Record<string, string>> = {
  string: "should be text between quotes",
  number: "should be a number",
  int: "should be a whole number",
  boolean: "should be true or false",
  tuple: position,
  array: 'should be a list, such as ["482202080000", "482202080017"]',
};

/** In words that an owner knows, rather than zod's own. */
function describeRule(issue: core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `should be one of ${issue.values.join(", ")}`;
    case "too_small":
      if (issue.origin === "string") return "should not be empty";
      if (issue.origin === "array") return position;
      return `should be ${issue.inclusive === true ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "array") return position;
      return `should be ${issue.inclusive === true ? "at most" : "less than"} ${issue.maximum}`;
    case "invalid_format":
      if (issue.format === "url")
        return "should be an address that begins with https:// or http://";
      return issue.message;
    case "invalid_type":
      return describeType(issue);
    default:
      return issue.message;
  }
}

function describeType({ path, expected, input, message }: core.$ZodIssueInvalidType): string {
  if (expected === "object" || expected === "record") {
    const rule = input === undefined ? "the section is missing" : "should be a section";
    return `${rule}; write [${path.join(".")}] on a line of its own and its keys below it`;
  }
  return input === undefined ? "is missing" : (types[expected] ?? message);
}

/** The value of a key, unless it may hold a secret, as a whole section or a list may. */
function describeValue({ path, input }: core.$ZodIssue): string {
  const [, key] = path;
  const isSecret = key === "token" || key === "password" || key === "ping_url";
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
