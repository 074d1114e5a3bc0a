export type { Fault, Stage } from "./faults.js";
export type { HubEmulator, HubEmulatorOptions } from "./hub-emulator.js";
export { startHubEmulator } from "./hub-emulator.js";
export type { StoredCommit } from "./repo-store.js";
export type { TokenAccess, TokenScope } from "./token-access.js";
