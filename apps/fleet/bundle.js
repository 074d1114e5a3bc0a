// Bundles the built program with what it needs, so that installing it adds only the two packages
// that have binary parts: DuckDB and the writer of Parquet.
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { licences } from "@envoy/bundle-licences";
import { rolldown } from "rolldown";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(here("bundle"), { recursive: true, force: true });
const program = await rolldown({
  input: { main: here("dist/main.js") },
  platform: "node",
  external: ["@duckdb/node-api", /^parquet-wasm/],
  checks: { ineffectiveDynamicImport: false },
  onLog: (level, log, handle) => handle(level === "warn" ? "error" : level, log),
});
const { output } = await program.write({
  dir: here("bundle"),
  format: "es",
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
  // Names are kept for the sake of stack traces.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
});

const modules = new Set(output.flatMap((file) => file.moduleIds ?? []));
writeFileSync(here("bundle/LICENCES.txt"), licences(modules));
