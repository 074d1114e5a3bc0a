export type { AddFileOptions } from "./add-file.js";
export { addFile } from "./add-file.js";
export { errorCode, isDiskError, ShortWriteError } from "./errors.js";
export type { FileSystem, FolderEntry, OpenFile } from "./file-system.js";
export { nodeFileSystem } from "./file-system.js";
export { makeFolder, syncFolder } from "./folder.js";
export { makeFolderSync } from "./make-folder-sync.js";
export type { ReplaceFileOptions } from "./replace-file.js";
export { replaceFile } from "./replace-file.js";
