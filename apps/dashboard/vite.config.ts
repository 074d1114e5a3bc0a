import { defineConfig } from "vite";

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
  worker: { format: "es" },
});
