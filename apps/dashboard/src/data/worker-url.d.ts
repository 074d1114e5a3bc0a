/** The address of a worker's script, which vite builds. */
declare module "*?worker&url" {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: vite's modules have one.
  export default url;
}
