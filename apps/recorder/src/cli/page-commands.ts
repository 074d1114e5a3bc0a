import { InvalidArgumentError, Option, type Command as Program } from "commander";
import type { PublishPageOptions } from "../commands/publish-page.js";
import type { ServeOptions } from "../commands/serve.js";
import type { Command } from "../run.js";

/** Where the page is served unless told otherwise. */
const defaults = { port: 8417, host: "127.0.0.1" };

/** Adds `serve` and `publish-page`. */
export function addPage(program: Program, run: (command: Command) => Promise<void>): void {
  // For tests, and for those who work on the page.
  const page = (): Option => new Option("--page <folder>").hideHelp();
  program
    .command("serve")
    .description("show the archive as a page in your browser, until it is stopped")
    .option("-p, --port <number>", "the port to listen at; 0 is any free one", port, defaults.port)
    .option("--host <address>", "listen there, such as 0.0.0.0 for the network", defaults.host)
    .option("--open", "open it in a browser", false)
    .addOption(page())
    .addHelpText("after", "\nExample:\n  envoy-recorder serve --open")
    .action(async (options: ServeOptions) => {
      const { serve } = await import("../commands/serve.js");
      await run((of) => serve(of, options));
    });
  program
    .command("publish-page")
    .description("publish the page beside the dataset, as a static Space of Hugging Face")
    .option("-s, --space <user/name>", "the Space; as the dataset is called if it is not given")
    .option("-n, --dry-run", "list what would be sent, and send nothing", false)
    .option("-y, --yes", "publish without being asked", false)
    .addOption(page())
    .addHelpText("after", "\nExample:\n  envoy-recorder publish-page --dry-run")
    .action(async (options: PublishPageOptions) => {
      const { publishPage } = await import("../commands/publish-page.js");
      await run((of) => publishPage(of, options));
    });
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}
