import { constants } from "node:os";

export async function clarify<T>(call: Promise<T>, path?: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw clarifyError(error, path);
  }
}

export function clarifySync<T>(call: () => T, path?: string): T {
  try {
    return call();
  } catch (error) {
    throw clarifyError(error, path);
  }
}

/** Adds what Node leaves out of its errors: the path of an open file, and the name of EDQUOT. */
function clarifyError(error: unknown, path?: string): unknown {
  if (!(error instanceof Error)) return error;
  if (path !== undefined && !("path" in error)) {
    error.message += ` '${path}'`;
    Object.assign(error, { path });
  }
  if ("errno" in error && error.errno === -constants.errno.EDQUOT) {
    // libuv has no name for it: "Unknown system error -122".
    error.message = error.message.replace(/^.*?, /, "EDQUOT: disk quota exceeded, ");
    Object.assign(error, { code: "EDQUOT" });
  }
  return error;
}
