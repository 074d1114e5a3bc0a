export { allowedBetweenProjects, allowedBetweenRooms } from "./allowed-imports.js";
export { withDiagrams } from "./diagram.js";
export type { ImportGraph } from "./imports.js";
export { importsBetweenProjects, importsBetweenRooms } from "./imports.js";
export type { Manifest, Project, ProjectKind } from "./project.js";
export { readProjects, sourceFiles } from "./project.js";
