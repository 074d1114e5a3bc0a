/** The file or folder that a name refers to. */
export interface Reference {
  readonly id: number;
  readonly isFolder: boolean;
}

/** A file's bytes as they are now, and as its last sync made them durable. */
export interface FileBytes {
  readonly now: Uint8Array;
  readonly synced: Uint8Array | undefined;
}

/** Removes a name, adds one, or does both at once, as a rename does. */
export interface NameChange {
  readonly remove?: { readonly folder: number; readonly name: string };
  readonly add?: { readonly folder: number; readonly name: string; readonly target: Reference };
}

type Names = Map<number, Map<string, Reference>>;

export const rootFolder = 0;

/**
 * The whole content of a disk, twice: as programs see it now, and as it would be after
 * power loss. A change of names is pending until a folder that it touches is synced.
 */
export class DiskState {
  readonly files: Map<number, FileBytes>;
  readonly now: Names;
  readonly durable: Names;
  pending: readonly NameChange[];
  nextId: number;

  constructor(from?: DiskState) {
    this.files = new Map(from?.files);
    this.now = copyNames(from?.now ?? new Map([[rootFolder, new Map()]]));
    this.durable = copyNames(from?.durable ?? new Map([[rootFolder, new Map()]]));
    this.pending = from?.pending ?? [];
    this.nextId = from?.nextId ?? rootFolder + 1;
  }

  change(change: NameChange): void {
    applyChange(this.now, change);
    this.pending = [...this.pending, change];
  }

  /** Does what fsync of a folder does: every pending change that touches the folder becomes durable. */
  syncFolder(folder: number): void {
    const kept: NameChange[] = [];
    const replaced = new Set<string>();
    for (const change of this.pending) {
      if (change.add?.folder === folder || change.remove?.folder === folder) {
        applyChange(this.durable, change);
        for (const place of placesOf(change)) replaced.add(place);
      } else kept.push(change);
    }
    // An older pending change must not replace a newer durable one of the same name.
    this.pending = kept.filter((change) => !placesOf(change).some((place) => replaced.has(place)));
  }

  /** Makes everything so far durable, as the system does by itself after a while. */
  settle(): void {
    for (const [id, names] of copyNames(this.now)) this.durable.set(id, names);
    this.pending = [];
    for (const [id, { now }] of this.files) this.files.set(id, { now, synced: now });
  }
}

export function applyChange(names: Names, { remove, add }: NameChange): void {
  if (remove !== undefined) names.get(remove.folder)?.delete(remove.name);
  if (add === undefined) return;
  let folder = names.get(add.folder);
  if (folder === undefined) {
    folder = new Map();
    names.set(add.folder, folder);
  }
  folder.set(add.name, add.target);
}

export function copyNames(names: Names): Names {
  return new Map([...names].map(([id, folder]) => [id, new Map(folder)]));
}

function placesOf({ remove, add }: NameChange): string[] {
  return [remove, add].flatMap((place) =>
    place === undefined ? [] : [`${place.folder}/${place.name}`],
  );
}
