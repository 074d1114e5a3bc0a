import type { RequestOptions, SourceOptions } from "./archive-source.js";
import { ArchiveReaderError } from "./errors.js";
import { refusal, unreachable } from "./refusal.js";

/** A plain GET: a preflight, which Range or another method needs, fails at the Hub's storage. */
export interface GetRequest extends RequestOptions {
  readonly url: URL;
  /** What is asked for, as messages name it. */
  readonly what: string;
  readonly token?: string | undefined;
  readonly cache?: RequestCache;
  /** Longer bodies are refused as they come in. */
  readonly mostBytes: number;
  readonly onBytes?: (receivedBytes: number) => void;
}

/** A body is longer than it may be. */
export class TooLongError extends Error {}

/**
 * The body of a successful answer.
 * @throws ArchiveReaderError, {@link TooLongError}, or the signal's reason
 */
export async function getBytes(
  request: GetRequest,
  { fetch = globalThis.fetch, idleTimeoutMs = 30_000 }: SourceOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { signal } = request;
  const idle = new IdleTimer(idleTimeoutMs);
  const signals = signal === undefined ? [idle.signal] : [idle.signal, signal];
  try {
    const response = await fetch(request.url.href, {
      signal: AbortSignal.any(signals),
      ...(request.cache === undefined ? {} : { cache: request.cache }),
      ...(request.token === undefined
        ? {}
        : { headers: { authorization: `Bearer ${request.token}` } }),
    });
    idle.restart();
    if (!response.ok) {
      await response.body?.cancel();
      throw refusal(request, response.status);
    }
    return await readBody(request, response, idle);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ArchiveReaderError || error instanceof TooLongError) throw error;
    throw unreachable(request, idle.signal.aborted ? idle.signal.reason : error);
  } finally {
    idle.stop();
  }
}

async function readBody(
  { mostBytes, onBytes }: GetRequest,
  { body }: Response,
  idle: IdleTimer,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = body?.getReader();
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {};
    if (done || value === undefined) break;
    idle.restart();
    received += value.byteLength;
    if (received > mostBytes) {
      await reader?.cancel();
      throw new TooLongError();
    }
    chunks.push(value);
    onBytes?.(received);
  }
  const bytes = new Uint8Array(received);
  let start = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, start);
    start += chunk.byteLength;
  }
  return bytes;
}

/** Aborts its signal when nothing has happened for a time. */
class IdleTimer {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#controller.abort(new Error(`nothing came for ${this.#timeoutMs / 1000} s`)),
      this.#timeoutMs,
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
