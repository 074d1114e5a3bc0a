import { ArchiveReaderError } from "./errors.js";

/** What was asked for. */
interface Asked {
  readonly url: URL;
  readonly what: string;
  readonly token?: string | undefined;
}

/** An answer that is none. */
export function refusal(asked: Asked, status: number): ArchiveReaderError {
  if (status === 401 || status === 403) {
    const advice =
      asked.token === undefined
        ? "If it is private, give a token that may read it; otherwise check the name."
        : "The token is not accepted there: give one that may read it.";
    const message = `${sentence(asked, `the server answers ${status}`)} ${advice}`;
    return new ArchiveReaderError("ERR_UNAUTHORIZED", message, { status });
  }
  if (status === 404) {
    const message = `${sentence(asked, "there is none")} Check the address, and that the recorder has made it.`;
    return new ArchiveReaderError("ERR_NOT_FOUND", message, { status });
  }
  const message = `${sentence(asked, `the server answers ${status}`)} Try again later.`;
  return new ArchiveReaderError("ERR_UNREACHABLE", message, { status });
}

/** No answer, or a part of one. */
export function unreachable(asked: Asked, cause: unknown): ArchiveReaderError {
  const reason = cause instanceof Error ? cause.message : "the connection failed";
  const message = `${sentence(asked, reason)} Check that the server runs and that this machine is online.`;
  return new ArchiveReaderError("ERR_UNREACHABLE", message, { cause });
}

/** Without the query, which is no part of the place. */
function sentence({ url, what }: Asked, reason: string): string {
  return `Could not read ${what} at ${url.origin}${url.pathname}: ${reason}.`;
}
