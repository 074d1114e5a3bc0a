import type { core } from "zod/mini";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { describeIssues } from "./problems.js";
import { configSchema, type Settings } from "./schema.js";

/** The settings with defaults filled in. Throws `RecorderError`, with a line for each problem. */
export function checkSettings(file: string, input: unknown): Settings {
  const { success, data } = configSchema.safeParse(input);
  if (success) return data;
  const problems = describeIssues(issuesOf(input));
  throw new RecorderError(exitCode.config, `Config ${file}:\n  ${problems.join("\n  ")}`);
}

/** What is wrong with the settings that are there, one line per problem; what is missing may still come. */
export function problemsOfPart(input: unknown): readonly string[] {
  return describeIssues(issuesOf(input).filter((issue) => issue.input !== undefined));
}

function issuesOf(input: unknown): readonly core.$ZodIssue[] {
  return configSchema.safeParse(input, { reportInput: true }).error?.issues ?? [];
}
