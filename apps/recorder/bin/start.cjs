// Apart from envoy-recorder.cjs, which versions of Node that are too old have to parse.
const { join } = require("node:path");

// Node 22 and later. Beside the program, so that whoever can write it could change the program
// too (Node's default is below /tmp), and a new release starts afresh.
require("node:module").enableCompileCache?.(join(__dirname, "../bundle/compile-cache"));

try {
  require("../bundle/main.cjs");
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND" || !error.message.includes("../bundle/")) throw error;
  process.stderr.write("The recorder is not built yet: npm ci && npm run build\n");
  process.exitCode = 1;
}
