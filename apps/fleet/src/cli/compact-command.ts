import { type AddCommand, example } from "./add-command.js";

export const addCompact: AddCommand = (program, run) => {
  program
    .command("compact")
    .description("add what was pulled to the table; what is captured first wins")
    .option("--close", "also write each month that is long enough ago as one part a shard", false)
    .addHelpText("after", example("compact --close"))
    .action(async (options: { close: boolean }) => {
      const { compact } = await import("../commands/compact.js");
      await run((of) => compact(of, options));
    });
};
