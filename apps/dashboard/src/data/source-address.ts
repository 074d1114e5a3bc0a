import type { SourceAddress } from "../worker/source.js";

const tokenKey = "envoy-token";

/** Where the archive is: what the page's `<meta name="envoy-archive">` says. */
export function sourceAddress(): SourceAddress {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="envoy-archive"]');
  const content = meta?.content ?? "manifest.json";
  if (!content.startsWith("hub:")) {
    return { kind: "url", manifest: new URL(content, document.baseURI).href };
  }
  const { endpoint, manifest } = meta?.dataset ?? {};
  const token = sessionStorage.getItem(tokenKey);
  return {
    kind: "hub",
    repo: content.slice("hub:".length),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(manifest === undefined ? {} : { manifestPath: manifest }),
    ...(token === null ? {} : { token }),
  };
}

/** Keeps a token until the tab is closed, and nowhere else. */
export function keepToken(token: string): void {
  sessionStorage.setItem(tokenKey, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(tokenKey);
}
