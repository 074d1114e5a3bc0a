import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** A web server on 127.0.0.1, which ends with the test. */
export interface LoopbackServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** The method, path and query of each request so far. */
  readonly requests: readonly string[];
  /** The Authorization header of each request so far. */
  readonly authorizations: readonly (string | undefined)[];
}

export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const requests: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers.authorization);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, requests, authorizations };
}

/** Answers with the content of a path, as it is when it is asked for; 404 if there is none. */
export function startFileServer(
  contentOf: (path: string) => string | Uint8Array | undefined,
): Promise<LoopbackServer> {
  return startServer((request, response) => {
    const content = contentOf(decodeURIComponent(new URL(`http://x${request.url}`).pathname));
    response.statusCode = content === undefined ? 404 : 200;
    response.end(content);
  });
}
