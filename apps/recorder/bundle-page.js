// Puts the built page into the bundle, for `serve` and `publish-page`. Compressing each file at each
// request would take a small computer longer than sending it.
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What is smaller compressed; pictures are compressed already. */
const compressed = /\.(html|js|css|svg|json|webmanifest|txt)$/;

/** Copies the page of a project to `target`, with a .br and a .gz beside each file that they make smaller. */
export function bundlePage(project, target) {
  const built = join(project, "bundle");
  if (!existsSync(join(built, "index.html"))) {
    throw new Error(`There is no page in ${built} yet. Build it first: npm run build`);
  }
  cpSync(built, target, { recursive: true });
  for (const name of readdirSync(target, { recursive: true })) {
    const path = join(target, name);
    if (!compressed.test(name) || !statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    const forms = {
      ".br": brotliCompressSync(bytes, {
        params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
      ".gz": gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }),
    };
    for (const [ending, form] of Object.entries(forms)) {
      if (form.length < bytes.length) writeFileSync(path + ending, form);
    }
  }
}
