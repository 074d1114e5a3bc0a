import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { exitCode, RecorderError } from "../errors/exit-code.js";

/** A file of the page, in memory with its compressed forms. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** By the name of the content coding; smallest first. */
  readonly encoded: readonly (readonly [coding: string, bytes: Buffer])[];
  readonly etag: string;
  /** Its name has a digest of its content. */
  readonly isImmutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
};

/** The codings of the compressed forms, which the build writes beside each file, by their ending. */
const codings = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

/** Where the build puts the page. */
export function builtPage(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("envoy-recorder/package.json")), "bundle", "page");
}

/** The files of the built page by their path, such as "/assets/page-4f2a.js". Throws `RecorderError` if there is none. */
export function readPage(folder: string): ReadonlyMap<string, PageFile> {
  let names: readonly string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (cause) {
    throw noPage(folder, cause);
  }
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = types[extname(name)];
    const path = `/${name.replaceAll("\\", "/")}`;
    if (type === undefined || path.includes("/.")) continue;
    const bytes = readFileSync(join(folder, name));
    files.set(path, {
      type,
      bytes,
      encoded: codings.flatMap(([coding, ending]) =>
        names.includes(name + ending) ? [[coding, readFileSync(join(folder, name + ending))]] : [],
      ),
      etag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`,
      isImmutable: path.startsWith("/assets/"),
    });
  }
  const index = files.get("/index.html");
  if (index === undefined) throw noPage(folder);
  return files.set("/", index);
}

function noPage(folder: string, cause?: unknown): RecorderError {
  const message = `There is no page in ${folder}. Build the program anew: npm run build`;
  return new RecorderError(exitCode.unexpected, message, { cause });
}
