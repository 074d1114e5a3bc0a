import { Argument, CommanderError, Command as Program } from "commander";
import type { ShowOptions } from "../commands/show.js";
import { commandWords, fileOptions, folderCommands } from "../completion/command-words.js";
import { completionScript, type Shell, shells } from "../completion/scripts.js";
import { exitCode, exitCodeMeaning } from "../errors/exit-code.js";
import { nearestWord } from "../errors/nearest-word.js";
import { ignoreErrors } from "../print-line.js";
import type { Command } from "../run.js";
import { version } from "../version.js";
import { addInit } from "./init-command.js";
import { addPage } from "./page-commands.js";
import { endWith, interruption, runCommand } from "./run-command.js";
import { addSchedule } from "./schedule-command.js";

const meanings = Object.entries(exitCodeMeaning).map(([code, meaning]) => `  ${code}  ${meaning}`);

const configFiles: string[] = [];

/** Every `--config`; only `schedule` takes several. */
function noteConfig(file: string): string {
  configFiles.push(file);
  return file;
}

const program = new Program("envoy-recorder")
  .description(
    "Keeps every reading of your Enphase inverters: from the gateway on your network into a Parquet archive of your own.",
  )
  .version(version)
  .usage("[options] [command]")
  .option("-c, --config <file>", "path of the config file", noteConfig, "config.toml")
  .exitOverride()
  .configureHelp({ showGlobalOptions: true, visibleArguments: () => [] })
  .addHelpText(
    "after",
    `\nExit codes:\n${meanings.join("\n")}\n\nTry it without a gateway: envoy-recorder demo`,
  )
  // Without a command it records.
  .argument("[command]")
  .action((name?: string) => (name === undefined ? runRecord() : refuseUnknown(name)));

/** The one config file of a command. Ends the program with 2 if there are several. */
function onlyConfig(): string {
  if (configFiles.length > 1) {
    program.error(
      `error: several --config were given (${configFiles.join(", ")}), but only schedule takes more than one.\nRun the command once for each.`,
    );
  }
  return program.opts<{ config: string }>().config;
}

async function run(command: Command): Promise<void> {
  await runCommand(onlyConfig(), command);
}

async function runRecord(options: { quiet?: boolean; poll?: boolean } = {}): Promise<void> {
  const { record } = await import("../commands/record.js");
  await runCommand(onlyConfig(), (of) => record(of, options), { quiet: options.quiet === true });
}

function refuseUnknown(name: string): never {
  const known = program.commands.map((command) => command.name());
  const nearest = nearestWord(name, known);
  const advice = nearest === undefined ? "" : `; did you mean '${nearest}'?`;
  return program.error(
    `error: unknown command '${name}'${advice}\nRun envoy-recorder --help to list the commands.`,
  );
}

/** The end of a command's help. */
function example(args: string): string {
  return `\nExample:\n  envoy-recorder ${args}`;
}

addInit(program, () => program.opts<{ config: string }>().config);

program
  .command("record")
  .addHelpText("after", example("record --config roof.toml"))
  .description("poll once, and flush and upload if due; let cron run it each minute (the default)")
  .option("-q, --quiet", "print only warnings and errors; the log file gets everything", false)
  .option("--no-poll", "only flush and upload, if due")
  .action((options: { quiet: boolean; poll: boolean }) => runRecord(options));

program
  .command("watch")
  .addHelpText("after", example("watch --config roof.toml"))
  .description("do what cron would, in one process until it is stopped: for systemd and containers")
  .action(async () => {
    const { watch } = await import("../commands/watch.js");
    await run(watch);
  });

program
  .command("flush")
  .addHelpText("after", example("flush --force"))
  .description("move buffered polls into the archive")
  .option("-f, --force", "flush even if it is not due", false)
  .option(
    "--rewrite",
    "also rewrite the months that the earlier recorder wrote, for readers that refuse a mix, or the whole archive if parquet_archive.types is not what it has",
    false,
  )
  .option(
    "--from-reports",
    "also add to the archive what it lacks of the kept device reports, such as the rows of deleted files",
    false,
  )
  .action(async (options: { force: boolean; rewrite: boolean; fromReports: boolean }) => {
    const { flush } = await import("../commands/flush.js");
    await run((of) => flush(of, options));
  });

program
  .command("backfill")
  .addHelpText("after", example("backfill data/live_buffer/quarantine"))
  .description(
    "archive raw answers (.json, .json.gz) kept in other folders, such as the quarantine; the files stay as they are",
  )
  .argument("<folders...>")
  .usage("[options] <folders...>")
  .action(async (folders: readonly string[]) => {
    const { backfill } = await import("../commands/backfill.js");
    await run((of) => backfill(of, folders));
  });

program
  .command("token")
  .addHelpText("after", example("token --offline"))
  .description(
    "show the role and expiry date of the gateway's token, never the token itself, and ask the gateway whether it accepts it",
  )
  .option("--offline", "do not ask the gateway", false)
  .option("-r, --renew", "fetch a new one with the [enlighten] account", false)
  .action(async (options: { renew: boolean; offline: boolean }) => {
    const { token } = await import("../commands/token.js");
    await run((of) => token(of, options));
  });

program
  .command("upload")
  .addHelpText("after", example("upload --dry-run"))
  .description("upload the archive to the Hugging Face dataset now")
  .option("-f, --force", "compare with the dataset even if nothing has changed here", false)
  .option("-n, --dry-run", "list what would be sent, and send nothing", false)
  .option("--pseudonyms", "print which pseudonym is which device, and send nothing", false)
  .action(async (options: { force: boolean; dryRun: boolean; pseudonyms: boolean }) => {
    const { printPseudonyms, upload } = await import("../commands/upload.js");
    await run((of) => (options.pseudonyms ? printPseudonyms(of) : upload(of, options)));
  });

program
  .command("show")
  .addHelpText("after", example("show --month 2026-05 --csv > may.csv"))
  .description("draw a day's curve or a month's calendar, in the site's time zone")
  .option("--day <date>", "a local date such as 2026-05-31 (default: today)")
  .option("--month <month>", "a calendar of kWh, such as 2026-05")
  .option("--inverter <name...>", "only these, by serial number or name", [])
  .option("--gaps", "only the times without readings, and the energy that they held", false)
  .option("--csv", "for a spreadsheet", false)
  .action(async (options: ShowOptions) => {
    const { show } = await import("../commands/show.js");
    await run((of) => show(of, options));
  });

program
  .command("status")
  .addHelpText("after", example("status --json"))
  .description("tell whether it is recording, and how much there is")
  .option("--json", "as JSON, which status.schema.json describes", false)
  .option("--check", "end with 3 if no poll was saved in the last ten minutes", false)
  .action(async (options: { json: boolean; check: boolean }) => {
    const { status } = await import("../commands/status.js");
    await run((of) => status(of, options));
  });

program
  .command("doctor")
  .addHelpText("after", example("doctor --json"))
  .description("check everything that recording needs, and say what to do about what is wrong")
  .option("--json", "as JSON, which doctor.schema.json describes", false)
  .action(async ({ json }: { json: boolean }) => {
    const { doctor } = await import("../commands/doctor.js");
    const { config } = program.opts<{ config: string }>();
    process.exitCode = await doctor({ configFile: config, json, signal: interruption });
  });

program
  .command("demo")
  .addHelpText("after", example("demo"))
  .description("record two simulated days into ./demo-data, without hardware or a config file")
  .action(async () => {
    const { demo } = await import("../commands/demo.js");
    process.exitCode = await demo(interruption);
  });

addPage(program, run);
addSchedule(program, () => (configFiles.length === 0 ? ["config.toml"] : configFiles));

program
  .command("completion")
  .description("print the script that completes commands and options in bash, zsh or fish")
  .addArgument(new Argument("<shell>").choices(shells))
  .addHelpText("after", "\nExample:\n  source <(envoy-recorder completion bash)")
  .action((shell: Shell) => {
    process.stdout.write(
      completionScript(shell, commandWords(program), fileOptions(program), folderCommands(program)),
    );
  });

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
