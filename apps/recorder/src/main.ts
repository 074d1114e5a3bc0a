import { runCommand } from "./cli/run-command.js";
import { record } from "./commands/record.js";
import { preferBaselineWasm } from "./v8-flags.js";

preferBaselineWasm();

const [command, ...rest] = process.argv.slice(2);

// Cron's plain call has no options, so the command-line parser is not loaded for it.
if (rest.length === 0 && (command === undefined || command === "record")) {
  void runCommand("config.toml", record);
} else {
  void import("./cli/command-line.js").then(({ runCommandLine }) => runCommandLine());
}
