import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder for all that one run of the bench writes. */
export class Workspace implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "bench-"));

  path(name: string): string {
    return join(this.folder, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
