import type { CheckCommandOptions } from "../commands/check.js";
import { type AddCommand, example } from "./add-command.js";

export const addCheck: AddCommand = (program, run) => {
  program
    .command("check")
    .description("compare the table with what was pulled, both ways, and look for what is wrong")
    .option("--json", "as JSON, which check.schema.json describes", false)
    .option("--hashes", "also read every file and compare its hash", false)
    .addHelpText("after", example("check --hashes --json"))
    .action(async (options: CheckCommandOptions) => {
      const { check } = await import("../commands/check.js");
      await run((of) => check(of, options));
    });
};
