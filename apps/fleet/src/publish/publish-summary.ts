import { counted } from "../counted.js";
import type { PublishPlace } from "./publish-place.js";
import type { PublishResult } from "./publish-table.js";

/** What was published, or would be, for a person. */
export function publishSummary(
  { generation: { manifest }, sync }: PublishResult,
  { repo }: PublishPlace,
): readonly string[] {
  const { generation } = manifest;
  const { status, uploaded, deleted, url, visibility } = sync;
  if (status === "unchanged") return [`${repo} has generation ${generation} already.`];
  const bytes = uploaded.reduce((sum, file) => sum + file.bytes, 0);
  const changes = `${counted(uploaded.length, "file")} (${sizeOf(bytes)})${deleted.length > 0 ? `, ${counted(deleted.length, "file")} deleted` : ""}`;
  if (status === "planned") {
    return [
      `Generation ${generation} would be published to ${repo}: ${changes}. Nothing was sent.`,
      ...uploaded.map(({ path, bytes: size }) => `  send    ${path} (${sizeOf(size)})`),
      ...deleted.map((path) => `  delete  ${path}`),
    ];
  }
  const where = url ?? repo;
  return [
    `Published generation ${generation}: ${changes}. ${where}${visibility === undefined ? "" : ` (${visibility})`}`,
  ];
}

function sizeOf(bytes: number): string {
  const [unit, name] = bytes < 1e6 ? [1e3, "kB"] : [1e6, "MB"];
  return `${(bytes / unit).toLocaleString("en-US", { maximumFractionDigits: 1 })} ${name}`;
}
