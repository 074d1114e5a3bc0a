import { defineConfig, type Plugin } from "vite";

/** Leaves hyparquet's reader of geometry out of the page: no column of an archive has that type. */
const withoutGeometry: Plugin = {
  name: "without-geometry",
  load: (id) =>
    id.endsWith("/hyparquet/src/wkb.js")
      ? 'export function wkbToGeojson() { throw new Error("A column of geometry cannot be shown."); }'
      : null,
};

export default defineConfig({
  // Every path is relative: the page is served from a folder of any name.
  base: "./",
  build: {
    // As the recorder's: `dist` is what tsc made, `bundle` what is shipped.
    outDir: "bundle",
    emptyOutDir: true,
    // The browsers that have what the page needs: module workers, `color-mix`, `:has`.
    target: ["chrome111", "firefox121", "safari16.4"],
    // Its polyfill would be code for browsers that cannot run the page.
    modulePreload: { polyfill: false },
    // A picture as a data: address would need an exception from the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  worker: { format: "es", plugins: () => [withoutGeometry] },
});
