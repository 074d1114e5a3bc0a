// Bundles the built program: what each minute needs is one file, all else is loaded when
// it is used. A start of Node that resolves hundreds of modules costs more than the poll.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const entry = here("dist/main.js");

/** The folders of the packages that end up in the bundle, whose licences go with it. */
const packages = new Set();

const licencePlugin = {
  name: "licences",
  moduleParsed({ id }) {
    const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [];
    if (folder !== undefined) packages.add(folder);
  },
};

function licences() {
  const texts = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const files = readdirSync(folder).filter((entry) => /^(licen[cs]e|notice)/i.test(entry));
    const text = files.map((file) => readFileSync(`${folder}/${file}`, "utf8").trim());
    return [`${name} ${version} (${license})`, ...text].join("\n\n");
  });
  return `${texts.join(`\n\n${"-".repeat(72)}\n\n`)}\n`;
}

/** The modules that the minute loads: those reached from the entry without a dynamic import. */
const minute = new Set();

const minutePlugin = {
  name: "minute",
  buildEnd() {
    const waiting = [entry];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (minute.has(id)) continue;
      minute.add(id);
      waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
    }
  },
};

/** undici's parts that the client uses. Its index loads caches, mocks, fetch and WebSocket. */
const undiciPlugin = {
  name: "undici-parts",
  resolveId(id, importer = "") {
    const isInUndici = /\/node_modules\/undici\//.test(importer);
    if (id === "undici") return here("bundle-parts/undici.cjs");
    if (isInUndici && id === "node:assert") return here("bundle-parts/assert.cjs");
    if (isInUndici && id.endsWith("/llhttp_simd-wasm.js")) return here("bundle-parts/llhttp.cjs");
    // HTTP/2 is off unless asked for, and node:http2 takes 10 ms to load; bodies of forms
    // and streams, with all of fetch behind them, are never sent.
    const isLeftOut = /\/(client-h2|web\/fetch\/body)(\.js)?$/.test(id);
    if (isInUndici && isLeftOut) return here("bundle-parts/left-out.cjs");
    return null;
  },
};

/** A default import of node:util reads all of it, and its getters load what nobody asked for. */
const logtapePlugin = {
  name: "logtape-inspect",
  load: (id) =>
    /\/logtape\/dist\/util\.node\.js$/.test(id) ? 'export { inspect } from "node:util";' : null,
};

/** How a file of the program is written. */
const output = {
  dir: here("bundle"),
  // CommonJS starts 15 ms sooner than modules: no loader of modules, no facades of Node's own.
  format: "cjs",
  // What Node holds anyway is required, without the loader of modules.
  dynamicImportInCjs: false,
  entryFileNames: "[name].cjs",
  chunkFileNames: "[name]-[hash].cjs",
  // Names stay: a stack trace is for people.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
};

rmSync(here("bundle"), { recursive: true, force: true });
const program = await rolldown({
  input: { main: entry },
  platform: "node",
  external: ["parquet-wasm"],
  plugins: [undiciPlugin, logtapePlugin, minutePlugin, licencePlugin],
  checks: { ineffectiveDynamicImport: false },
});
await program.write({
  ...output,
  codeSplitting: { groups: [{ name: "minute", test: (id) => minute.has(id) && id !== entry }] },
});

writeFileSync(here("bundle/LICENCES.txt"), licences());
