import type { Answer, Hub, HubRequest } from "./handler.js";
import { Refusal } from "./refusal.js";

interface BatchRequest {
  readonly objects: readonly { readonly oid: string; readonly size: number }[];
}

/** Where to send each content that is not stored yet: whole, or in parts above `partBytes`. */
export function uploadLinks({ body }: HubRequest, { store, origin, partBytes }: Hub): Answer {
  const request: BatchRequest = JSON.parse(String(body));
  const objects = request.objects.map(({ oid, size }) => {
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

/** Stores a content that is sent whole (PUT), a part of one (PUT), or joins its parts (POST). */
export function receiveContent(request: HubRequest, { store, parts }: Hub): Answer {
  const { method, url, body, oid } = request;
  const received = parts.get(oid) ?? [];
  const part = url.searchParams.get("part");
  if (method === "PUT" && part !== null) {
    received[Number(part) - 1] = body;
    parts.set(oid, received);
    return { status: 200, headers: { etag: `"${received.length}"` } };
  }
  const content = method === "PUT" ? body : Buffer.concat(received);
  if (store.putContent(content) !== oid) {
    throw new Refusal(400, "The content has another SHA-256 than was announced");
  }
  return { status: 200, json: {} };
}
