export { canonicalPath } from "./canonical-path.js";
export { ProcessLockError } from "./errors.js";
export type { LockHolder } from "./lock-holder.js";
export { lockHolder } from "./lock-holder.js";
export type { ProcessLock } from "./process-lock.js";
export { isLocked, lockName, tryLock } from "./process-lock.js";
