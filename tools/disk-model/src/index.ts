export { DiskModel } from "./disk-model.js";
export type { DiskCall, Interposed } from "./interpose.js";
export { interpose } from "./interpose.js";
export { disksAfterPowerLoss } from "./power-loss.js";
export { systemError } from "./system-error.js";
