import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** The folders that hold projects. */
export type ProjectKind = "packages" | "tools" | "apps";

const kinds: readonly ProjectKind[] = ["apps", "packages", "tools"];

/** The fields of a package.json that are checked. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** One package, tool or app of the workspace. */
export interface Project {
  readonly kind: ProjectKind;
  /** The folder's name, such as "wal-buffer". */
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every project below a workspace's root, by kind and name. */
export function readProjects(root: string): Project[] {
  return kinds
    .filter((kind) => existsSync(join(root, kind)))
    .flatMap((kind) =>
      readdirSync(join(root, kind))
        .sort()
        .map((name) => join(root, kind, name))
        .filter((folder) => existsSync(join(folder, "package.json")))
        .map((folder) => ({
          kind,
          name: basename(folder),
          folder,
          manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")),
        })),
    );
}

/** The TypeScript files below a folder, as paths relative to it; none where it does not exist. */
export function sourceFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .sort();
}
