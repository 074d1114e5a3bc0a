import type { CDPSession } from "playwright-core";

/** Sends a command of the debugger's protocol to a page's worker. */
export type WorkerSession = (method: string, parameters?: object) => Promise<unknown>;

/** The debugger of the first worker that a page starts from now on. Playwright has none for workers. */
export async function workerSession(page: CDPSession): Promise<() => Promise<WorkerSession>> {
  let lastId = 0;
  const waiting = new Map<number, (result: unknown) => void>();
  const attached = new Promise<string>((resolve) => {
    page.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.type === "worker") resolve(sessionId);
    });
  });
  page.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    waiting.get(id)?.(result ?? error);
  });
  await page.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  return async () => {
    const sessionId = await attached;
    return (method, params = {}) =>
      new Promise((resolve) => {
        const id = ++lastId;
        waiting.set(id, resolve);
        const message = JSON.stringify({ id, method, params });
        void page.send("Target.sendMessageToTarget", { sessionId, message });
      });
  };
}
