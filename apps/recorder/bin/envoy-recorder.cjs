#!/usr/bin/env node
// CommonJS, because Node starts it sooner: this runs each minute.

// Node 22 and later keep compiled code between runs.
require("node:module").enableCompileCache?.();

try {
  require("../bundle/main.cjs");
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND" || !error.message.includes("bundle/main.cjs")) throw error;
  process.stderr.write("The recorder is not built yet: npm ci && npm run build\n");
  process.exitCode = 1;
}
