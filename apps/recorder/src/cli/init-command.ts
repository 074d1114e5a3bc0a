import { Option, type Command as Program } from "commander";
import type { InitOptions } from "../commands/init.js";
import { interruption } from "./run-command.js";

/** Adds `init`, which reads no config: it makes one. */
export function addInit(program: Program, configFile: () => string): void {
  program
    .command("init")
    .description("set up: find the gateway, ask for a token, check both and write the config file")
    .option(
      "-s, --set <key=value>",
      "answer with a key of the config, such as envoy.ip_address=192.168.1.50; may be repeated",
      (assignment: string, before: readonly string[] = []) => [...before, assignment],
    )
    .option("-y, --yes", "ask nothing; take the defaults for what --set leaves open", false)
    .option("-f, --force", "replace a config that exists, and keep a copy of it", false)
    .option("--no-check", "ask neither the gateway nor the Hub whether the answers are right")
    .addOption(
      new Option(
        "--schedule <scheduler>",
        "record each minute from now on; with --yes only if this says so",
      ).choices(["cron", "systemd", "none"]),
    )
    // For networks that filter multicast, and for tests.
    .addOption(new Option("--discover-at <address:port>").hideHelp())
    .addHelpText(
      "after",
      "\nExample:\n  envoy-recorder init --yes --set envoy.ip_address=192.168.1.50 --set envoy.token_file=envoy-token.txt",
    )
    .action(async (options: InitOptions) => {
      const { init } = await import("../commands/init.js");
      process.exitCode = await init(configFile(), options, interruption);
    });
}
