/** An error shaped like Node's own: `ENOSPC: no space left, write '/a'`. */
export function systemError(code: string, syscall: string, path: string): Error {
  return Object.assign(new Error(`${code}: modelled fault, ${syscall} '${path}'`), {
    code,
    syscall,
    path,
  });
}
