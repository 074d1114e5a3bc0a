export { licences } from "./licences.js";
