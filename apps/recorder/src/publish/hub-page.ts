import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetConfig } from "../config/config.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { manifestPathInRepo } from "../manifest/uploaded-manifest.js";

/** The line of the built page that says where the archive is. */
const archiveLine = /<meta\s+name="envoy-archive"\s+content="[^"]*"\s*\/?>/g;

/** Whether a published `index.html` is this page, of whatever version. */
export function isPageOfArchive(html: string): boolean {
  return html.includes('<meta name="envoy-archive"');
}

/** What the built page may connect to, in its own content security policy. */
const ownConnections = /connect-src 'self'/g;

/** Copies the built page to a folder, without its compressed forms, as a page that reads a dataset. Rejects with `RecorderError` if the page has another form. */
export async function copyForHub(
  page: string,
  target: string,
  dataset: DatasetConfig,
): Promise<void> {
  await cp(page, target, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
  const index = join(target, "index.html");
  const html = await readFile(index, "utf8");
  const { endpoint, pathInRepo, repo } = dataset;
  const meta = `<meta name="envoy-archive" content="hub:${repo}" data-endpoint="${inHtml(endpoint)}" data-manifest="${inHtml(manifestPathInRepo(pathInRepo))}" />`;
  const connections = `connect-src ${connectSources(endpoint)}`;
  const named = replaceOnce(page, html, archiveLine, meta);
  await writeFile(index, replaceOnce(page, named, ownConnections, connections));
}

/** Where a dataset's files come from: the Hub, and the storage that it redirects to, which is at hosts or ports of its own. */
function connectSources(endpoint: string): string {
  const { origin, protocol, hostname } = new URL(endpoint);
  return origin === "https://huggingface.co"
    ? `${origin} https://*.huggingface.co https://*.hf.co`
    : `${protocol}//${hostname}:*`;
}

function replaceOnce(page: string, html: string, pattern: RegExp, replacement: string): string {
  const found = html.match(pattern)?.length ?? 0;
  if (found === 1) return html.replace(pattern, () => replacement);
  throw new RecorderError(
    exitCode.unexpected,
    `The page in ${page} has ${pattern.source} ${found} times, and not once. Build the program anew: npm run build`,
  );
}

function inHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
