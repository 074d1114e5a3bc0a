export type { DatasetRemote, RemoteFile } from "./remote.js";
