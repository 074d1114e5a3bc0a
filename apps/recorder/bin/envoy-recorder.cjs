#!/usr/bin/env node
// CommonJS, because Node starts it sooner: this runs each minute.
const { enableCompileCache } = require("node:module");

// Node 22 and later keep compiled code between runs, and compile WebAssembly as it is
// used. Before, one poll would pay for optimising a parser that it runs once.
if (enableCompileCache !== undefined) enableCompileCache();
else require("node:v8").setFlagsFromString("--liftoff-only");

try {
  require("../bundle/main.cjs");
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND" || !error.message.includes("bundle/main.cjs")) throw error;
  process.stderr.write("The recorder is not built yet: npm ci && npm run build\n");
  process.exitCode = 1;
}
