import { once } from "node:events";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { printLine } from "../print-line.js";
import type { Run } from "../run.js";
import { openBrowser } from "../serve/open-browser.js";
import { isLoopback } from "../serve/own-hosts.js";
import { builtPage } from "../serve/page-files.js";
import { startServer } from "../serve/run-server.js";
import { runSummary } from "../summary/run-summary.js";

/** Options of {@link serve}. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly open: boolean;
  /** The folder of a built page. @default the program's own */
  readonly page?: string;
}

/** Serves the page, and what it reads, until a signal comes. Writes nothing but the daily summary and its own cache. */
export async function serve(run: Run, options: ServeOptions): Promise<ExitCode> {
  const { host, port, open, page = builtPage() } = options;
  await using server = await startServer(run, { host, port, page });
  if (!isLoopback(host)) {
    printLine("Anyone on the network can see your readings there: there is no password.");
  }
  printLine(`Your page is at ${server.url} until you press Ctrl-C.`);
  if (open && !(await openBrowser(server.url))) {
    printLine("No browser could be opened; open the address yourself.");
  }
  // Before the summary: in turns with it, the first manifest of an archive of years takes three times as long.
  await server.prepare();
  // The page is there meanwhile, without the days that are not summed up yet.
  if (run.config.tables.dailySummary) await summarise(run);
  if (!run.signal.aborted) await once(run.signal, "abort");
  return exitCode.ok;
}

async function summarise(run: Run): Promise<void> {
  await runSummary(run).catch((error: unknown) => {
    if (!run.signal.aborted) throw error;
  });
}
