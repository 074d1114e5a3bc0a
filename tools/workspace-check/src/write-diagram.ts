// `npm run diagram`: brings the diagrams of docs/architecture.md up to date with the imports.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withDiagrams } from "./diagram.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = `${root}docs/architecture.md`;
writeFileSync(page, withDiagrams(readFileSync(page, "utf8"), root));
