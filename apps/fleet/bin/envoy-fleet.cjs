#!/usr/bin/env node
require("./check-node.cjs");
require("./start.cjs");
