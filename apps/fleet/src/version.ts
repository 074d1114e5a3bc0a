import { createRequire } from "node:module";

// By name, because the bundle and the modules that it is made of are in different folders.
const manifest: { readonly version: string } = createRequire(import.meta.url)(
  "envoy-fleet/package.json",
);

/** The program's version, such as "0.1.0". */
export const version: string = manifest.version;
