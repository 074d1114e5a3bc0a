import { createRequire } from "node:module";
import { Command, CommanderError } from "commander";
import { type Config, loadConfig } from "./config.js";
import { type ExitCode, exitCode, RecorderError } from "./exit-code.js";
import { startLogging } from "./logging.js";

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => interrupted.abort(new Error(`stopped by ${name}`)));
}

type Verb = (config: Config, logger: ReturnType<typeof startLogging>) => Promise<ExitCode>;

/** Loads the settings, runs a command and sets the exit code. */
async function run(verb: Verb): Promise<void> {
  const { config: path } = program.opts<{ config: string }>();
  const config = await loadConfig(path, process.env);
  const logger = startLogging(config);
  try {
    process.exitCode = await verb(config, logger);
  } catch (error) {
    logger.error`${messageOf(error)}`;
    process.exitCode = codeOf(error);
  }
}

function codeOf(error: unknown): ExitCode {
  return error instanceof RecorderError ? error.exitCode : exitCode.unexpected;
}

function messageOf(error: unknown): string {
  if (error instanceof RecorderError) return error.message;
  if (interrupted.signal.aborted)
    return `Interrupted: ${String(interrupted.signal.reason.message)}.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

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

program
  .command("record", { isDefault: true })
  .description("one poll, and a flush when one is due; let cron run it each minute (the default)")
  .action(() =>
    run(async (config, logger) => {
      const { record } = await import("./commands/record.js");
      return record(config, logger, interrupted.signal);
    }),
  );

program
  .command("flush")
  .description("move buffered polls into the archive")
  .option("-f, --force", "also when it is not due", false)
  .action(({ force }: { force: boolean }) =>
    run(async (config, logger) => {
      const { flush } = await import("./commands/flush.js");
      return flush(config, logger, interrupted.signal, { force });
    }),
  );

program
  .command("upload")
  .description("bring the Hugging Face dataset to the state of the archive now")
  .option("-f, --force", "look at the dataset even if nothing has changed here", false)
  .option("-n, --dry-run", "say what would be sent, and send nothing", false)
  .action((options: { force: boolean; dryRun: boolean }) =>
    run(async (config, logger) => {
      const { upload } = await import("./commands/upload.js");
      return upload(config, logger, interrupted.signal, options);
    }),
  );

program
  .command("demo")
  .description("record two simulated days into ./demo-data, without hardware or settings")
  .action(async () => {
    const { demo } = await import("./commands/demo.js");
    process.exitCode = await demo(interrupted.signal);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its message; help and version end with 0.
    process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.config;
  } else {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = codeOf(error);
  }
}
