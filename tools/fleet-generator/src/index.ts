export type { Household } from "./household.js";
