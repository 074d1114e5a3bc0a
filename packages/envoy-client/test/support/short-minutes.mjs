// Loaded into an example before it (`node --import`): whatever it waits for takes a 200th of the time,
// and is noted in the file WAITS_FILE, in milliseconds.

import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const { setTimeout: delay } = timers;
timers.setTimeout = (ms, ...rest) => {
  appendFileSync(process.env["WAITS_FILE"], `${ms}\n`);
  return delay(ms / 200, ...rest);
};
syncBuiltinESMExports();
