import { record } from "./commands/record.js";
import { runCommand } from "./run-command.js";

// Cron's call, each minute, is told apart without loading what reads a command line.
const [first, second] = process.argv.slice(2);
if ((first === undefined || first === "record") && second === undefined) {
  void runCommand("config.toml", record);
} else void import("./command-line.js").then(({ runCommandLine }) => runCommandLine());
