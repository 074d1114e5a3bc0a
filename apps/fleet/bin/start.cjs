// Apart from envoy-fleet.cjs, which versions of Node that are too old have to parse.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const main = join(__dirname, "../bundle/main.js");

if (existsSync(main)) {
  void import(pathToFileURL(main).href);
} else {
  process.stderr.write("envoy-fleet is not built yet: npm ci && npm run build\n");
  process.exitCode = 1;
}
