import { DiskModel } from "./disk-model.js";
import {
  applyChange,
  copyNames,
  DiskState,
  type FileBytes,
  type NameChange,
} from "./disk-state.js";

/** With more pending changes than this, not every subset of them is tried. */
const allSubsetsUpTo = 7;

/**
 * The disks that may be found after losing power now, each once. Any subset of the pending
 * changes of names may have reached the disk (of more than seven: none, all, each prefix,
 * each suffix, each single one, and all but each single one); of a file's unsynced bytes,
 * all, none, the first half, or zeros in their place.
 */
export function* disksAfterPowerLoss(disk: DiskModel): Generator<DiskModel> {
  const seen = new Set<string>();
  for (const subset of subsets(disk.state.pending)) {
    for (const torn of tearings) {
      const left = restart(disk.state, subset, torn);
      const key = left.fingerprint();
      if (seen.has(key)) continue;
      seen.add(key);
      yield left;
    }
  }
}

const tearings: readonly ((bytes: FileBytes) => Uint8Array)[] = [
  ({ now }) => now,
  ({ synced = new Uint8Array() }) => synced,
  ({ now, synced }) => (synced === now ? now : now.subarray(0, now.byteLength >> 1)),
  ({ now, synced }) => (synced === now ? now : new Uint8Array(now.byteLength)),
];

function restart(
  state: DiskState,
  survived: readonly NameChange[],
  torn: (bytes: FileBytes) => Uint8Array,
): DiskModel {
  const names = copyNames(state.durable);
  for (const change of survived) applyChange(names, change);
  const left = new DiskState(state);
  left.now.clear();
  for (const [id, folder] of names) left.now.set(id, folder);
  for (const [id, bytes] of state.files) {
    const now = torn(bytes);
    left.files.set(id, { now, synced: now });
  }
  left.settle();
  return new DiskModel(left);
}

function* subsets(changes: readonly NameChange[]): Generator<readonly NameChange[]> {
  if (changes.length <= allSubsetsUpTo) {
    for (let bits = 0; bits < 2 ** changes.length; bits++) {
      yield changes.filter((_, i) => (bits >> i) % 2 === 1);
    }
    return;
  }
  for (let i = 0; i <= changes.length; i++) {
    yield changes.slice(0, i);
    yield changes.slice(i);
  }
  for (const one of changes) {
    yield [one];
    yield changes.filter((change) => change !== one);
  }
}
