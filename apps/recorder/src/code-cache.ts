import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Script } from "node:vm";
import { makeFolderSync } from "@envoy/durable-file";
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
  try {
    compile(file).call(module.exports, module.exports, require, module, file, folder);
  } catch (error) {
    // As Node does: the next one who asks is told the same.
    modules.delete(file);
    throw error;
  }
  return module.exports;
}

/**
 * Saves the code of what this run has loaded, where some of it was not saved yet. To be called
 * at the end: only what was called by then is in it. Without it the program is slower, so
 * nothing that fails here is worth a word.
 */
export function saveCompiled(): void {
  if (!isSaveDue || cacheFolder === undefined) return;
  try {
    withUsualFlags(() => {
      // Code that was made under other flags is never taken again.
      if (!hasUsualFlags()) return;
      makeFolderSync(cacheFolder, 0o700);
      for (const { file, source, script } of compiled) {
        const code = script.createCachedData();
        replace(join(cacheFolder, nameOf(file)), Buffer.concat([code, digestOf(source, code)]));
      }
    });
    removeLeftovers(cacheFolder);
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
  const saved = savedCode(file, source);
  const start = "(function (exports, require, module, __filename, __dirname) { ";
  const options = {
    filename: file,
    columnOffset: -start.length,
    ...(saved === undefined ? {} : { cachedData: saved.code }),
  };
  const script = withUsualFlags(() => new Script(`${start}${source}\n})`, options));
  if (saved === undefined || (script.cachedDataRejected && saved.isOld)) isSaveDue = true;
  compiled.push({ file, source, script });
  return script.runInThisContext();
}

/** Undefined where nothing is to be cached: Node's variable for it says so, or there is no home. */
const cacheFolder = process.env["NODE_DISABLE_COMPILE_CACHE"]
  ? undefined
  : folderIn(process.env["XDG_CACHE_HOME"] ?? "");

/** The program's folder among a user's caches, as the XDG Base Directory Specification has it. */
function folderIn(cacheHome: string): string | undefined {
  try {
    const home = isAbsolute(cacheHome) ? cacheHome : join(homedir(), ".cache");
    return join(home, "envoy-recorder");
  } catch {
    return undefined;
  }
}

function nameOf(file: string): string {
  return `${basename(file)}.${process.version}-${process.arch}`;
}

/** Readers see the file that was there or this one, and no part is left on a full disk. */
function replace(path: string, bytes: Buffer): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, bytes, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

interface Saved {
  readonly code: Buffer;
  /** Saved a day ago or more. Code that V8 refuses is not saved more often: it wears out flash memory. */
  readonly isOld: boolean;
}

/** The code that was saved for a file; undefined where there is none, or not this user's, or not whole. */
function savedCode(file: string, source: Buffer): Saved | undefined {
  if (cacheFolder === undefined) return undefined;
  try {
    const handle = openSync(join(cacheFolder, nameOf(file)), "r");
    try {
      const stats = fstatSync(handle);
      if (stats.uid !== (process.getuid?.() ?? 0)) return undefined;
      const bytes = readFileSync(handle);
      const code = bytes.subarray(0, -digestBytes);
      // V8 looks at the version and the flags alone, and crashes where a byte has changed.
      if (!digestOf(source, code).equals(bytes.subarray(-digestBytes))) return undefined;
      return { code, isOld: ageOf(stats) > day };
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}

const day = 86_400_000;

/** Milliseconds since a file was written, also where the clock has gone back since. */
function ageOf({ mtimeMs }: Stats): number {
  return Math.abs(Date.now() - mtimeMs);
}

const digestBytes = 20;

/** Of the file as well: V8 knows a source by its length. */
function digestOf(source: Buffer, code: Buffer): Buffer {
  return createHash("sha1").update(source).update(code).digest();
}

/** What earlier builds left, runs that did not come to their end, and a Node that is no longer used. */
function removeLeftovers(folder: string): void {
  const files = new Set(compiled.flatMap(({ file }) => readdirSync(dirname(file))));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const isOfBuild = [...files].some((file) => name.startsWith(`${file}.v`));
    // Another Node may share the home; what it lost it would save again, each minute.
    const isUsed = name.endsWith(nameOf("")) || ageOf(statSync(path)) < 30 * day;
    if (!isOfBuild || !isUsed || name.endsWith(".tmp")) rmSync(path, { force: true });
  }
}
