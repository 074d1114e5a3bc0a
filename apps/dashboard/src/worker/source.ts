import { type ArchiveSource, hubSource, urlSource } from "@envoy/archive-reader";

/** Where the archive is, as the page says it. */
export type SourceAddress =
  | { readonly kind: "url"; readonly manifest: string }
  | {
      readonly kind: "hub";
      readonly repo: string;
      readonly endpoint?: string;
      readonly manifestPath?: string;
      readonly token?: string;
    };

export function openSource(address: SourceAddress): ArchiveSource {
  if (address.kind === "url") return urlSource(address.manifest);
  const { kind, ...options } = address;
  return hubSource(options);
}
