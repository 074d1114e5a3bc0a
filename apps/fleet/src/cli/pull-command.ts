import { type AddCommand, example } from "./add-command.js";

export const addPull: AddCommand = (program, run) => {
  program
    .command("pull")
    .description("fetch what is new of every source into the landing")
    .addHelpText("after", example("--config roofs/fleet.toml pull"))
    .action(async () => {
      const { pull } = await import("../commands/pull.js");
      await run(pull);
    });
};
