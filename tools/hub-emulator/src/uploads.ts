import { type DatasetStore, largeFile, regularFile, type StoredFile } from "./dataset-store.js";

/** An answer: JSON, or a refusal as the Hub words it. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refusal(status: number, error: string, code?: string): Answer {
  return {
    status,
    json: { error },
    ...(code === undefined ? {} : { headers: { "x-error-code": code } }),
  };
}

interface PreuploadFile {
  readonly path: string;
  readonly size: number;
  readonly sample: string;
}

/** Parquet and binary files are large ones, whatever their size; texts are regular. */
export function preupload(body: { readonly files: readonly PreuploadFile[] }): Answer {
  const files = body.files.map(({ path, sample }) => {
    const isBinary = path.endsWith(".parquet") || Buffer.from(sample, "base64").includes(0);
    return { path, uploadMode: isBinary ? "lfs" : "regular", shouldIgnore: false };
  });
  return { status: 200, json: { files } };
}

interface BatchRequest {
  readonly objects: readonly { readonly oid: string; readonly size: number }[];
}

/** Where to send each content that is not there yet: in one piece, or in parts above `partBytes`. */
export function batch(
  store: DatasetStore,
  body: BatchRequest,
  origin: string,
  partBytes: number,
): Answer {
  const objects = body.objects.map(({ oid, size }) => {
    if (store.hasContent(oid)) return { oid, size };
    const href = `${origin}/lfs-storage/${oid}`;
    if (size <= partBytes) return { oid, size, actions: { upload: { href } } };
    const parts = Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => [
      String(i + 1).padStart(5, "0"),
      `${href}?part=${i + 1}`,
    ]);
    const header = { chunk_size: String(partBytes), ...Object.fromEntries(parts) };
    return { oid, size, actions: { upload: { href: `${href}?complete`, header } } };
  });
  return { status: 200, json: { transfer: "basic", objects } };
}

/** Applies the lines of a commit; undefined where a large file's content was never sent. */
export function applyCommit(
  store: DatasetStore,
  files: Readonly<Record<string, StoredFile>>,
  lines: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[],
): Record<string, StoredFile> | undefined {
  const next = { ...files };
  for (const { key, value } of lines) {
    const path = String(value["path"]);
    if (key === "lfsFile") {
      const oid = String(value["oid"]);
      if (!store.hasContent(oid)) return undefined;
      next[path] = largeFile(oid, Number(value["size"]));
    } else if (key === "file") {
      const bytes = Buffer.from(String(value["content"]), "base64");
      store.putContent(bytes);
      next[path] = regularFile(bytes);
    } else if (key === "deletedFile") delete next[path];
  }
  return next;
}
