// Loaded into an example before it (`node --import`): whatever it waits for takes a 200th of the time.

import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const { setTimeout: delay } = timers;
timers.setTimeout = (ms, ...rest) => delay(ms / 200, ...rest);
syncBuiltinESMExports();
