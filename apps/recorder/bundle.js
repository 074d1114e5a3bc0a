// Bundles the built program: what a poll needs is one file, everything else is in files that
// are loaded when used. Resolving hundreds of modules would cost more CPU than the poll itself.
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { licences } from "@envoy/bundle-licences";
import { rolldown } from "rolldown";
import { bundlePage } from "./bundle-page.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const wholeUndici = createRequire(import.meta.url).resolve("undici");
const usedUndici = here("bundle-parts/undici.cjs");

rmSync(here("bundle"), { recursive: true, force: true });
const program = await rolldown({
  input: { main: here("dist/main.js") },
  platform: "node",
  external: ["parquet-wasm"],
  resolve: { alias: { undici$: usedUndici } },
  checks: { ineffectiveDynamicImport: false },
  // An import that is not found, such as a file of undici's that was moved, is only a warning.
  onLog: (level, log, handle) => handle(level === "warn" ? "error" : level, log),
});
const { output } = await program.write({
  dir: here("bundle"),
  // A poll that flushes takes 30 ms longer on Node 20 as ES modules.
  format: "cjs",
  entryFileNames: "[name].cjs",
  chunkFileNames: "[name]-[hash].cjs",
  // Names are kept for the sake of stack traces.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  // The entry and all that it imports statically; as 20 files it would take 4 ms longer.
  codeSplitting: { groups: [{ name: "poll", test: /\/dist\/main\.js$/ }] },
});

const modules = new Set(output.flatMap((file) => file.moduleIds ?? []));
if (!modules.has(usedUndici) || modules.has(wholeUndici)) {
  throw new Error(
    `${usedUndici} did not replace ${wholeUndici} in the bundle. Does envoy-client still import "undici"?`,
  );
}

writeFileSync(here("bundle/LICENCES.txt"), licences(modules));

bundlePage(here("../dashboard"), here("bundle/page"));
