import { InvalidArgumentError, Option, type Command as Program } from "commander";
import type { ServeOptions } from "../commands/serve.js";
import type { Command } from "../run.js";

/** Where the page is served unless told otherwise. */
const defaults = { port: 8417, host: "127.0.0.1" };

/** Adds `serve`. */
export function addServe(program: Program, run: (command: Command) => Promise<void>): void {
  program
    .command("serve")
    .description("show the archive as a page in your browser, until it is stopped")
    .option("-p, --port <number>", "the port to listen at; 0 is any free one", port, defaults.port)
    .option("--host <address>", "listen there, such as 0.0.0.0 for the network", defaults.host)
    .option("--open", "open it in a browser", false)
    // For tests, and for those who work on the page.
    .addOption(new Option("--page <folder>").hideHelp())
    .addHelpText("after", "\nExample:\n  envoy-recorder serve --open")
    .action(async (options: ServeOptions) => {
      const { serve } = await import("../commands/serve.js");
      await run((of) => serve(of, options));
    });
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}
