import { join } from "node:path";
import { startHubEmulator } from "@envoy/hub-emulator";
import type { Config, DatasetConfig } from "../config/config.js";
import { printLine } from "../print-line.js";
import { describeUpload } from "../upload/run-upload.js";
import { syncDataset } from "../upload/sync-dataset.js";

/** Uploads an archive to an emulated Hub twice: the second time there is nothing to do. */
export async function uploadTwice(
  folder: string,
  config: Config,
  signal: AbortSignal,
): Promise<void> {
  await using hub = await startHubEmulator({ folder: join(folder, "hub") });
  const dataset: DatasetConfig = {
    repo: "me/solar",
    endpoint: hub.url,
    isPrivate: true,
    pathInRepo: "data",
    branch: "main",
    license: undefined,
    pseudonymiseSerials: false,
    sharesLayout: false,
  };
  printLine("Uploading to an emulated Hugging Face Hub ...");
  for (const time of ["first", "second"]) {
    const result = await syncDataset(config, dataset, { token: hub.token, signal });
    if (result !== undefined) printLine(`  ${time} time: ${describeUpload(result, dataset.repo)}`);
  }
  const [commit] = hub.commits(dataset.repo);
  printLine(`  commit ${commit?.oid.slice(0, 8)} "${commit?.title}":`);
  for (const [path, { size }] of Object.entries(commit?.files ?? {}).sort()) {
    printLine(`    ${path}  ${size} bytes`);
  }
  printLine();
}
