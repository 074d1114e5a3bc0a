interface Shared {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const sharedOf = new WeakMap<AbortSignal, Shared>();

/**
 * Calls back once the signal has aborted, at once if it already has; the function returned takes the
 * callback away. One listener serves all callbacks of a signal, because a signal may
 * be used for many calls at once, and from the eleventh listener on Node warns of a leak.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => undefined;
  }
  const { callbacks, listener } = sharedOf.get(signal) ?? share(signal);
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return;
    signal.removeEventListener("abort", listener);
    sharedOf.delete(signal);
  };
}

function share(signal: AbortSignal): Shared {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    for (const callback of callbacks) callback();
  };
  const shared = { callbacks, listener };
  sharedOf.set(signal, shared);
  signal.addEventListener("abort", listener, { once: true });
  return shared;
}
