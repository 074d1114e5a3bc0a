import type { AddCommand } from "./add-command.js";
import { addCheck } from "./check-command.js";
import { addCompact } from "./compact-command.js";
import { addForget } from "./forget-command.js";
import { addPublish } from "./publish-command.js";
import { addPull } from "./pull-command.js";
import { addReport } from "./report-command.js";

/** The commands, in the order of the help: that in which a fleet needs them. */
export const commands: readonly AddCommand[] = [
  addPull,
  addCompact,
  addCheck,
  addReport,
  addPublish,
  addForget,
];
