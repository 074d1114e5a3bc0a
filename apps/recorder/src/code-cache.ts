import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Script } from "node:vm";
import { hasUsualFlags, withUsualFlags } from "./wasm-flags.js";

/** A file of the program that this run has compiled. */
interface Compiled {
  readonly file: string;
  readonly source: Buffer;
  readonly script: Script;
}

const modules = new Map<string, { readonly exports: object }>();
const compiled: Compiled[] = [];
/** Some file was compiled anew, because no earlier run had left its code, or for another Node. */
let isSaveDue = false;

/**
 * Loads a CommonJS file, and what it requires beside it, with the code that V8 made of it in
 * an earlier run. Node's own compile cache, of versions 22 and later, is written before
 * anything is called and knows half of the functions; this one is written at the end of a run.
 */
export function loadCompiled(file: string): object {
  const known = modules.get(file);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(file, module);
  const folder = dirname(file);
  const requireOther = createRequire(file);
  const require = (id: string): unknown =>
    id.startsWith("./") ? loadCompiled(join(folder, id)) : requireOther(id);
  compile(file).call(module.exports, module.exports, require, module, file, folder);
  return module.exports;
}

/**
 * Saves the code of what this run has loaded, where some of it was not saved yet. To be called
 * at the end: only what was called by then is in it. Without it the program is slower, so
 * nothing that fails here is worth a word.
 */
export function saveCompiled(): void {
  if (!isSaveDue || isDisabled) return;
  try {
    withUsualFlags(() => {
      // Code that was made under other flags is never taken again.
      if (!hasUsualFlags()) return;
      makeFolder();
      for (const { file, source, script } of compiled) {
        const code = script.createCachedData();
        const path = pathOf(file);
        const temporary = `${path}.${process.pid}.tmp`;
        writeFileSync(temporary, Buffer.concat([code, digestOf(source, code)]), { mode: 0o600 });
        renameSync(temporary, path);
      }
    });
    removeLeftovers();
  } catch {}
}

type Wrapper = (
  this: object,
  exports: object,
  require: (id: string) => unknown,
  module: { readonly exports: object },
  filename: string,
  dirname: string,
) => void;

function compile(file: string): Wrapper {
  const source = readFileSync(file);
  const cachedData = savedCode(file, source);
  const script = withUsualFlags(() => {
    const start = "(function (exports, require, module, __filename, __dirname) { ";
    const options = { filename: file, columnOffset: -start.length };
    // The build writes ASCII alone.
    return new Script(`${start}${source.toString("latin1")}\n})`, {
      ...options,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
  });
  if (cachedData === undefined || script.cachedDataRejected) isSaveDue = true;
  compiled.push({ file, source, script });
  return script.runInThisContext();
}

/** The variable by which Node's own cache is turned off. */
const isDisabled = Boolean(process.env["NODE_DISABLE_COMPILE_CACHE"]);

const folder = join(cacheHome(), "envoy-recorder");

/** Where a user's caches are, as the XDG Base Directory Specification has it. */
function cacheHome(): string {
  const { XDG_CACHE_HOME: home = "" } = process.env;
  return isAbsolute(home) ? home : join(homedir(), ".cache");
}

/** Not with `recursive`, which never ends where a folder cannot be made, as in /proc. */
function makeFolder(): void {
  for (const path of [cacheHome(), folder]) {
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

function pathOf(file: string): string {
  return join(folder, `${basename(file)}.${process.version}-${process.arch}`);
}

/** The code that was saved for a file; undefined where there is none, or not this user's, or not whole. */
function savedCode(file: string, source: Buffer): Buffer | undefined {
  if (isDisabled) return undefined;
  let bytes: Buffer;
  try {
    const handle = openSync(pathOf(file), "r");
    try {
      if (fstatSync(handle).uid !== (process.getuid?.() ?? 0)) return undefined;
      bytes = readFileSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
  // V8 looks at the version and the flags alone, and crashes where a byte has changed.
  const code = bytes.subarray(0, -digestBytes);
  return digestOf(source, code).equals(bytes.subarray(-digestBytes)) ? code : undefined;
}

const digestBytes = 20;

/** Of the file as well: V8 knows a source by its length. */
function digestOf(source: Buffer, code: Buffer): Buffer {
  return createHash("sha1").update(source).update(code).digest();
}

/** What an earlier build's files left, and runs that did not come to their end. */
function removeLeftovers(): void {
  const files = new Set(compiled.flatMap(({ file }) => readdirSync(dirname(file))));
  for (const name of readdirSync(folder)) {
    const isOfBuild = [...files].some((file) => name.startsWith(`${file}.v`));
    if (!isOfBuild || name.endsWith(".tmp")) rmSync(join(folder, name), { force: true });
  }
}
