import type { Answer, Hub, HubRequest } from "./handler.js";
import { fieldsListIn, numberIn, parseFields, textIn } from "./json-body.js";
import { Refusal } from "./refusal.js";
import { refuseReader } from "./repos.js";

/** Where to send each content that is not stored yet: whole, or in parts above `partBytes`. */
export function uploadLinks(request: HubRequest, { store, origin, partBytes }: Hub): Answer {
  refuseReader(request);
  const objects = fieldsListIn(parseFields(request.body), "objects").map((object) => {
    const [oid, size] = [textIn(object, "oid"), numberIn(object, "size")];
    if (store.contents.has(oid)) return { oid, size };
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

/** Stores a content that is sent whole (PUT), a part of one (PUT), or joins its parts (POST). */
export function receiveContent(request: HubRequest, { store }: Hub): Answer {
  const { url, oid, upload } = request;
  const part = url.searchParams.get("part");
  if (upload !== undefined && part !== null) {
    store.contents.keepPart(oid, Number(part), upload);
    return { status: 200, headers: { etag: `"${part}"` } };
  }
  if (!store.contents.keep(oid, upload ?? store.contents.joinParts(oid))) {
    throw new Refusal(400, "The content has another SHA-256 than was announced");
  }
  return { status: 200, json: {} };
}
