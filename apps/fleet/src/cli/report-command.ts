import type { ReportOptions } from "../commands/report.js";
import { type AddCommand, example } from "./add-command.js";

export const addReport: AddCommand = (program, run) => {
  program
    .command("report")
    .description("say what each roof and inverter made and lost in a month, and which are silent")
    .option("--month <month>", "such as 2026-11 (default: the latest whole month)")
    .option("--output <folder>", "where to write it (default: the month's folder in reports)")
    .addHelpText("after", example("report --month 2026-11"))
    .action(async (options: ReportOptions) => {
      const { report } = await import("../commands/report.js");
      await run((of) => report(of, options));
    });
};
