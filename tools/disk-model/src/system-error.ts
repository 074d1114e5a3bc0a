/** An error with the fields of Node's own, for a call that the model makes fail. */
export function systemError(code: string, syscall: string, path: string): Error {
  return Object.assign(new Error(`${code}: modelled fault, ${syscall} '${path}'`), {
    code,
    syscall,
    path,
  });
}
