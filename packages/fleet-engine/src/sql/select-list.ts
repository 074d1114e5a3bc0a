import { columnList } from "../column-list.js";
import { fleetColumns, fleetKey } from "../columns.js";

/** The columns of the table, for SELECT. */
export const allColumns: string = columnList(fleetColumns.map(({ name }) => name));

/** Those of its key. */
export const keyColumns: string = columnList(fleetKey);
