import { CommanderError, Command as Program } from "commander";
import { exitCode, exitCodeMeaning } from "../errors/exit-code.js";
import { ignoreErrors } from "../print-line.js";
import { version } from "../version.js";
import { commands } from "./commands.js";
import { endWith, runCommand } from "./run-command.js";

const meanings = Object.entries(exitCodeMeaning).map(([code, meaning]) => `  ${code}  ${meaning}`);

const program = new Program("envoy-fleet")
  .description(
    "Gathers the archives of many solar roofs into one table: of datasets on the Hugging Face Hub, or of folders.",
  )
  .version(version)
  .usage("[options] <command>")
  .option("-c, --config <file>", "path of the config file", "fleet.toml")
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    "after",
    `\nExit codes:\n${meanings.join("\n")}\n\nEach night:\n  envoy-fleet pull; envoy-fleet compact && envoy-fleet publish`,
  );

for (const add of commands) {
  add(program, (command) => runCommand(program.opts<{ config: string }>().config, command));
}

/** Parses the arguments and runs the command that they name. */
export async function runCommandLine(): Promise<void> {
  // Commander writes the help and its errors itself.
  ignoreErrors(process.stdout);
  ignoreErrors(process.stderr);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) return endWith(error);
    // Commander has printed its message; after help and version the code is 0.
    process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.config;
  }
}
