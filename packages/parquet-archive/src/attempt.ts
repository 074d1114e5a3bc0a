import { ArchiveError } from "./errors.js";

/** What a step for one partition resolves to; undefined if it failed, which does not stop the others. */
export async function attempt<T>(
  failures: ArchiveError[],
  step: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    failures.push(error);
    return undefined;
  }
}
