/** A file of a dataset, as the Hub lists it. */
export interface DatasetFile {
  /** Path inside the dataset, with `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the content of a large file, in hexadecimal. */
  readonly sha256: string | undefined;
  /** git's blob SHA-1: of the content, unless the file is large. */
  readonly gitSha1: string;
}

/** The files on a page of a tree. What has another form is left out. */
export function toDatasetFiles(page: unknown): readonly DatasetFile[] {
  return Array.isArray(page) ? page.flatMap(toDatasetFile) : [];
}

function toDatasetFile(entry: unknown): readonly DatasetFile[] {
  const type = fieldOf(entry, "type");
  const path = fieldOf(entry, "path");
  const gitSha1 = fieldOf(entry, "oid");
  const bytes = fieldOf(entry, "size");
  if (type !== "file" || typeof path !== "string" || typeof gitSha1 !== "string") return [];
  const sha256 = fieldOf(fieldOf(entry, "lfs"), "oid");
  return [
    {
      path,
      bytes: typeof bytes === "number" ? bytes : 0,
      sha256: typeof sha256 === "string" ? sha256 : undefined,
      gitSha1,
    },
  ];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
