#!/usr/bin/env node
// CommonJS, because Node starts it sooner: this runs each minute.
require("./check-node.cjs");
require("./start.cjs");
