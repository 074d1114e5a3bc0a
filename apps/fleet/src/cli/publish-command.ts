import { type AddCommand, example } from "./add-command.js";

export const addPublish: AddCommand = (program, run) => {
  program
    .command("publish")
    .description("make the dataset of [publish] hold the table, in one commit")
    .option("--dry-run", "only say what would be sent", false)
    .option("--force", "also into a dataset that this fleet did not publish", false)
    .addHelpText("after", example("publish --dry-run"))
    .action(async (options: { dryRun: boolean; force: boolean }) => {
      const { publish } = await import("../commands/publish.js");
      await run((of) => publish(of, options));
    });
};
