import { runCommand } from "./cli/run-command.js";
import { record } from "./commands/record.js";

const args = process.argv.slice(2);

/** This run does what each minute does. */
export const isRecord: boolean = args.length === 0 || args.includes("record");

// Cron's plain call is told apart without loading what reads a command line.
if (isRecord && args.length <= 1) void runCommand("config.toml", record);
else void import("./cli/command-line.js").then(({ runCommandLine }) => runCommandLine());
