import { type AddCommand, example } from "./add-command.js";

export const addForget: AddCommand = (program, run) => {
  program
    .command("forget <gateway>")
    .description("remove a household for good: a gateway's id, or a source as in fleet.toml")
    .option("--yes", "do it; without this, only say what would be removed", false)
    .option("--no-publish", "leave the dataset of [publish] and its history as they are")
    .addHelpText("after", example("forget alice/solar --yes"))
    .action(async (name: string, options: { yes: boolean; publish: boolean }) => {
      const { forget } = await import("../commands/forget.js");
      await run((of) => forget(of, { name, ...options }));
    });
};
