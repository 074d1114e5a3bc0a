import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";

const modules = fileURLToPath(new URL("../../../../../node_modules", import.meta.url));
const cache = join(modules, ".cache/envoy-chromium");

/** Nothing but the pages: no updates, no reports, no first visit of anybody's servers. */
const quietly = ["--no-sandbox", "--disable-background-networking", "--disable-sync"];

/**
 * Starts a Chromium: the one that `ENVOY_CHROMIUM` names, or the one that an npm package carries, so that a machine
 * needs nothing but Node. Rejects if neither can be started, with what to install.
 */
export async function startBrowser(): Promise<Browser> {
  const named = process.env["ENVOY_CHROMIUM"];
  try {
    if (named !== undefined) {
      return await chromium.launch({ executablePath: named, args: quietly, timeout: 20_000 });
    }
    const folder = await carriedChromium();
    return await chromium.launch({
      executablePath: join(folder, "chromium"),
      args: quietly,
      timeout: 20_000,
      env: {
        ...process.env,
        LD_LIBRARY_PATH: join(folder, "al2023/lib"),
        FONTCONFIG_FILE: join(folder, "fonts.conf"),
      },
    });
  } catch (cause) {
    const tried = named ?? "The Chromium of @sparticuz/chromium (Linux on x64)";
    const advice =
      "Install one (Debian: apt-get install chromium) and set ENVOY_CHROMIUM to its path.";
    throw new Error(`${tried} could not be started. ${advice}`, { cause });
  }
}

/** The folder with the package's Chromium, unpacked once for all tests. */
async function carriedChromium(): Promise<string> {
  const manifest = await readFile(join(modules, "@sparticuz/chromium/package.json"), "utf8");
  const { version }: { version: string } = JSON.parse(manifest);
  const folder = join(cache, version);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const unpacked = await mkdtemp(join(cache, "unpacking-"));
  unpack(unpacked);
  await writeFile(join(unpacked, "fonts.conf"), fontsIn(join(folder, "fonts"), unpacked));
  try {
    await rename(unpacked, folder);
  } catch {
    // Another test was faster.
    await rm(unpacked, { recursive: true, force: true });
  }
  return folder;
}

/** The package unpacks into the temporary folder of its process, and its libraries only where it runs for Lambda. */
function unpack(target: string): void {
  const entry = pathToFileURL(createRequire(import.meta.url).resolve("@sparticuz/chromium")).href;
  const script = `const { default: chromium } = await import("${entry}"); await (chromium.default ?? chromium).executablePath();`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", script],
    {
      env: { ...process.env, TMPDIR: target, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`It could not be unpacked into ${target}: ${stderr}`);
}

/** Only the fonts that come with it, so that a text is as wide on every machine. */
function fontsIn(folder: string, caches: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <cachedir>${caches.replace(/unpacking-.*$/, "font-cache")}</cachedir>
</fontconfig>
`;
}
