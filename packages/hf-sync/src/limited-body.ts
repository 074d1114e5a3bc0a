/** A fetch that calls `onTooLong` when a body turns out to be longer than `maxBytes`, and receives no more of it. */
export function limitBody(
  fetch: typeof globalThis.fetch,
  maxBytes: number,
  onTooLong: () => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (Number(answer.headers.get("content-length") ?? 0) > maxBytes) {
      onTooLong();
      await answer.body?.cancel();
      return answer;
    }
    let received = 0;
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength;
        if (received <= maxBytes) return controller.enqueue(chunk);
        onTooLong();
        controller.error(new Error("the body is too long"));
      },
    });
    const { status, statusText, headers } = answer;
    const limited = new Response(answer.body?.pipeThrough(counting) ?? null, {
      status,
      statusText,
      headers,
    });
    Object.defineProperty(limited, "url", { value: answer.url });
    return limited;
  };
}
