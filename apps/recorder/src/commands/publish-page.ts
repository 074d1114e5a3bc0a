import { isatty } from "node:tty";
import { isRepoId } from "../config/schema.js";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { printLine } from "../print-line.js";
import { publishPage as publish, spaceUrl } from "../publish/run-publish.js";
import type { Run } from "../run.js";
import { builtPage } from "../serve/page-files.js";
import { SetupCancelled } from "../setup/asking.js";
import { askAtTerminal } from "../setup/terminal-questions.js";
import { describeUpload } from "../upload/run-upload.js";

/** Options of {@link publishPage}. */
export interface PublishPageOptions {
  /** "user/name". @default the dataset's */
  readonly space?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** The folder of a built page. @default the program's own */
  readonly page?: string;
}

const warning =
  "Fine solar data can give away where a home is, and when nobody is there, with pseudonyms or without.";

/** Publishes the page beside the dataset, as a static Space, after it was asked for: what is public cannot be called back. */
export async function publishPage(run: Run, options: PublishPageOptions): Promise<ExitCode> {
  const { file, huggingFace } = run.config;
  if (huggingFace === undefined) {
    const message = `Config ${file}: there is no dataset that a page could show. Add\n  [hugging_face]\n  repo_id = "user/name"\nand run: envoy-recorder upload`;
    throw new RecorderError(exitCode.config, message);
  }
  const { repo, isPrivate } = huggingFace.dataset;
  const { space = repo, dryRun, page = builtPage() } = options;
  if (!isRepoId(space)) {
    throw new RecorderError(exitCode.config, `--space should be "user/name", is "${space}".`);
  }
  const visibility = isPrivate ? "private" : "public";
  printLine(
    `${spaceUrl(huggingFace, space)} will show the dataset ${repo}. If there is no such Space, it is made, and ${visibility} as hugging_face.private says; one that shows another page stays as it is.`,
  );
  printLine(warning);
  if (!dryRun && !options.yes && !(await isWanted(run.signal))) {
    printLine("Nothing was published.");
    return exitCode.ok;
  }
  const result = await publish(run, huggingFace, { space, page, dryRun });
  printLine(describeUpload(result, space));
  if (result.visibility !== undefined && result.visibility !== visibility) {
    printLine(
      `The Space is ${result.visibility}. To make it ${visibility}: ${spaceUrl(huggingFace, space)}/settings`,
    );
  }
  if (!dryRun) printLine(`The page is at ${spaceUrl(huggingFace, space)}`);
  return exitCode.ok;
}

async function isWanted(signal: AbortSignal): Promise<boolean> {
  if (!isatty(0) || !isatty(1)) {
    const message = "Nobody is here to be asked. To publish the page nevertheless, add --yes";
    throw new RecorderError(exitCode.config, message);
  }
  const asking = askAtTerminal("Publish the page", signal);
  try {
    return await asking.confirm({ message: "Publish it?", proposal: false });
  } catch (error) {
    if (error instanceof SetupCancelled) return false;
    throw error;
  }
}
