#!/usr/bin/env node
// CommonJS, because Node starts it sooner: this runs each minute.
const { enableCompileCache } = require("node:module");

// Node 22 and later keep compiled code between runs, and compile WebAssembly as it is
// used. Before, one poll would pay for optimising a parser that it runs once.
if (enableCompileCache !== undefined) enableCompileCache();
else require("node:v8").setFlagsFromString("--liftoff-only");
require("../bundle/main.cjs");
