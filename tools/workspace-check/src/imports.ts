import { readFileSync } from "node:fs";
import { dirname, join, normalize, parse } from "node:path";
import ts from "typescript";
import { type Project, sourceFiles } from "./project.js";

/** What imports what: a name and the names that it imports, both sorted. */
export type ImportGraph = Readonly<Record<string, readonly string[]>>;

/** The projects that each project's src imports, types and dynamic imports included. */
export function importsBetweenProjects(projects: readonly Project[]): ImportGraph {
  const names = new Map(projects.map(({ manifest, name }) => [manifest.name, name]));
  const edges = projects.map((project) => {
    const specifiers = sourceImports(project).flatMap((file) => file.specifiers);
    const siblings = specifiers.map((specifier) => names.get(packageOf(specifier)));
    return [project.name, siblings.filter((name) => name !== undefined)] as const;
  });
  return graphOf(edges);
}

/**
 * The rooms of a project's src that each room imports. A room is a folder directly below
 * src, with all that is in it; a file directly below src is a room of its own.
 */
export function importsBetweenRooms(project: Project): ImportGraph {
  const edges = sourceImports(project).map(({ file, specifiers }) => {
    const imported = specifiers
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => normalize(join(dirname(file), specifier)))
      // Not in src: package.json.
      .filter((path) => !path.startsWith(".."));
    return [roomOf(file), imported.map(roomOf)] as const;
  });
  return graphOf(edges);
}

interface SourceFile {
  /** Relative to src. */
  readonly file: string;
  /** Its imports as they are written, such as "./errors.js" or "@envoy/durable-file". */
  readonly specifiers: readonly string[];
}

function sourceImports({ folder }: Project): SourceFile[] {
  return sourceFiles(join(folder, "src")).map((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(folder, "src", file), "utf8"));
    return { file, specifiers: importedFiles.map(({ fileName }) => fileName) };
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

/** Joins the edges of each name, without those from a name to itself. */
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
