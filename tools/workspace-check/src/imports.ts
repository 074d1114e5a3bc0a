import { readFileSync } from "node:fs";
import { dirname, join, normalize, parse } from "node:path";
import ts from "typescript";
import { type Project, sourceFiles } from "./project.js";

/** What imports what: a name and the names that it imports, both sorted. */
export type ImportGraph = Readonly<Record<string, readonly string[]>>;

/** The projects that each project's src imports, types and dynamic imports included. */
export function importsBetweenProjects(projects: readonly Project[]): ImportGraph {
  const names = new Map(projects.map(({ manifest, name }) => [manifest.name, name]));
  return graphOf(
    projects.map((project) => {
      const siblings = sourceImports(project).map(({ specifier }) =>
        names.get(packageOf(specifier)),
      );
      return [project.name, siblings.filter((name) => name !== undefined)];
    }),
  );
}

/**
 * The rooms of a project's src that each room imports. A room is a folder directly below
 * src, with all that is in it; a file directly below src is a room of its own.
 */
export function importsBetweenRooms(project: Project): ImportGraph {
  const rooms = sourceFiles(join(project.folder, "src")).map((file): [string, string[]] => [
    roomOf(file),
    [],
  ]);
  const imports = sourceImports(project)
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ file, specifier }): [string, string[]] => [
      roomOf(file),
      [roomOf(normalize(join(dirname(file), specifier)))],
    ]);
  return graphOf([...rooms, ...imports]);
}

interface SourceImport {
  /** Relative to src. */
  readonly file: string;
  /** As it is written, such as "./errors.js" or "@envoy/durable-file". */
  readonly specifier: string;
}

function sourceImports({ folder }: Project): SourceImport[] {
  return sourceFiles(join(folder, "src")).flatMap((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(folder, "src", file), "utf8"));
    return importedFiles.map(({ fileName }) => ({ file, specifier: fileName }));
  });
}

/** "@envoy/envoy-client" of "@envoy/envoy-client/parse". */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function roomOf(file: string): string {
  const [first = "", ...rest] = file.split("/");
  return rest.length === 0 ? parse(first).name : first;
}

/** Edges with the same start put together; an edge from a name to itself says nothing. */
function graphOf(edges: readonly (readonly [string, readonly string[]])[]): ImportGraph {
  const graph = new Map<string, Set<string>>();
  for (const [from, targets] of edges) {
    const known = graph.get(from) ?? new Set();
    for (const to of targets) if (to !== from) known.add(to);
    graph.set(from, known);
  }
  return Object.fromEntries(
    [...graph].sort(([a], [b]) => (a < b ? -1 : 1)).map(([from, to]) => [from, [...to].sort()]),
  );
}
