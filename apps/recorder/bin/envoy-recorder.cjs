#!/usr/bin/env node
// CommonJS, because Node starts it sooner: this runs each minute.
try {
  const { loadCompiled, saveCompiled } = require("../bundle/code-cache.cjs");
  const { isRecord } = loadCompiled(require.resolve("../bundle/main.cjs"));
  // What other commands call is not what each minute calls.
  if (isRecord) process.once("exit", (code) => code === 0 && saveCompiled());
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND" || !error.message.includes("../bundle/")) throw error;
  process.stderr.write("The recorder is not built yet: npm ci && npm run build\n");
  process.exitCode = 1;
}
