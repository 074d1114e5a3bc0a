import { config as configureTexts, type core } from "zod/mini";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { describeIssues } from "./problems.js";
import { configSchema, type Settings } from "./schema.js";

/** The settings with defaults filled in. The texts of its errors are loaded only if there are any. */
export async function checkSettings(file: string, input: unknown): Promise<Settings> {
  const { success, data } = configSchema.safeParse(input);
  if (success) return data;
  const problems = describeIssues(await issuesOf(input));
  throw new RecorderError(exitCode.config, `Config ${file}:\n  ${problems.join("\n  ")}`);
}

/** What is wrong with the settings that are there, one line per problem; what is missing may still come. */
export async function problemsOfPart(input: unknown): Promise<readonly string[]> {
  const issues = await issuesOf(input);
  return describeIssues(issues.filter((issue) => issue.input !== undefined));
}

async function issuesOf(input: unknown): Promise<readonly core.$ZodIssue[]> {
  const { default: english } = await import("zod/v4/locales/en.js");
  configureTexts(english());
  return configSchema.safeParse(input, { reportInput: true }).error?.issues ?? [];
}
