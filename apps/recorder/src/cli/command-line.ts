import { Command, CommanderError } from "commander";
import { exitCode } from "../errors/exit-code.js";
import { endWith, interruption, runCommand, type Verb } from "./run-command.js";

// A test keeps it equal to package.json.
const version = "0.1.0";

const program = new Command("envoy-recorder")
  .description(
    "Keeps every reading of your Enphase inverters: from the gateway on your network into a Parquet archive of your own.",
  )
  .version(version)
  .option("-c, --config <file>", "settings", "config.toml")
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    "after",
    `
Exit codes: 0 fine, 1 unexpected, 2 config or usage, 3 gateway unreachable,
4 token refused, 5 disk (nothing lost), 6 upload failed

Try it without a gateway: envoy-recorder demo`,
  );

const run = (verb: Verb): Promise<void> =>
  runCommand(program.opts<{ config: string }>().config, verb);

program
  .command("record", { isDefault: true })
  .description("one poll, and a flush when one is due; let cron run it each minute (the default)")
  .action(async () => {
    const { record } = await import("../commands/record.js");
    return run(record);
  });

program
  .command("flush")
  .description("move buffered polls into the archive")
  .option("-f, --force", "also when it is not due", false)
  .option(
    "--rewrite",
    "also rewrite the earlier recorder's months, for readers that refuse a mix",
    false,
  )
  .action(async (options: { force: boolean; rewrite: boolean }) => {
    const { flush } = await import("../commands/flush.js");
    return run((config, logger, signal) => flush(config, logger, signal, options));
  });

program
  .command("token")
  .description("show the gateway's token's role and end, never the token")
  .option("-r, --renew", "fetch a new one with the [enlighten] account", false)
  .action(async (options: { renew: boolean }) => {
    const { token } = await import("../commands/token.js");
    return run((config, logger, signal) => token(config, logger, signal, options));
  });

program
  .command("upload")
  .description("bring the Hugging Face dataset to the state of the archive now")
  .option("-f, --force", "look at the dataset even if nothing has changed here", false)
  .option("-n, --dry-run", "say what would be sent, and send nothing", false)
  .action(async (options: { force: boolean; dryRun: boolean }) => {
    const { upload } = await import("../commands/upload.js");
    return run((config, logger, signal) => upload(config, logger, signal, options));
  });

program
  .command("demo")
  .description("record two simulated days into ./demo-data, without hardware or settings")
  .action(async () => {
    const { demo } = await import("../commands/demo.js");
    process.exitCode = await demo(interruption);
  });

/** Reads the arguments and does what they say. */
export async function runCommandLine(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) return endWith(error);
    // Commander has printed its message; help and version end with 0.
    process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.config;
  }
}
