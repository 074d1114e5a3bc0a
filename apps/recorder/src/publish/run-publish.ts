import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SyncResult, syncSpace } from "@envoy/hf-sync";
import type { HuggingFaceConfig } from "../config/config.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import type { Run } from "../run.js";
import { hubToken } from "../upload/hub-token.js";
import { copyForHub, isPageOfArchive } from "./hub-page.js";

/** Options of {@link publishPage}. */
export interface PublishOptions {
  /** "user/name" of the Space. */
  readonly space: string;
  /** The folder of the built page. */
  readonly page: string;
  readonly dryRun: boolean;
}

/** The address of a Space. */
export function spaceUrl({ dataset }: HuggingFaceConfig, space: string): string {
  return `${dataset.endpoint.replace(/\/+$/, "")}/spaces/${space}`;
}

/** Makes a static Space show the page of the dataset. Rejects with `RecorderError`; what was published is then as it was. */
export async function publishPage(
  { config, signal }: Pick<Run, "config" | "signal">,
  hub: HuggingFaceConfig,
  { space, page, dryRun }: PublishOptions,
): Promise<SyncResult> {
  const { dataset } = hub;
  const { repo, endpoint, isPrivate } = dataset;
  const token = await hubToken(config, hub, process.env);
  const folder = await mkdtemp(join(tmpdir(), "envoy-page-"));
  try {
    await copyForHub(page, folder, dataset);
    return await syncSpace({
      folder,
      repo: space,
      token,
      endpoint,
      create: isPrivate ? "private" : "public",
      dryRun,
      signal,
      isOwnPage: isPageOfArchive,
      card: {
        title: "Solar panels",
        body: `# Solar panels\n\nWhat the panels of the dataset [${repo}](${endpoint}/datasets/${repo}) made. The page reads the dataset in your browser.`,
      },
    });
  } catch (cause) {
    if (signal.aborted) {
      const message = "Stopped while publishing; nothing is half done.";
      throw new RecorderError(exitCode.unexpected, message);
    }
    if (cause instanceof RecorderError) throw cause;
    const message = `The page was not published: ${messageOf(cause)}`;
    throw new RecorderError(exitCode.upload, message, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
