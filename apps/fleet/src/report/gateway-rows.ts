import { type ParquetBatch, parquetBatches } from "./parquet-rows.js";

/** The rows of a file that is sorted by gateway, one gateway after the other. */
export class GatewayRows<Row> {
  readonly #batches: AsyncGenerator<ParquetBatch> | undefined;
  readonly #rowOf: (batch: ParquetBatch, row: number) => Row;
  #batch: ParquetBatch | undefined;
  #next = 0;

  /** A file that is not there has no rows. */
  constructor(path: string | undefined, rowOf: (batch: ParquetBatch, row: number) => Row) {
    this.#batches = path === undefined ? undefined : parquetBatches(path);
    this.#rowOf = rowOf;
  }

  /** Those of a gateway. Gateways have to be asked for in order; those that are not asked for are left out. */
  async of(gateway: string): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let batch = await this.#current(); batch !== undefined; batch = await this.#current()) {
      for (; this.#next < batch.rows; this.#next++) {
        const found = batch.text("gateway", this.#next) ?? "";
        if (found > gateway) return rows;
        if (found === gateway) rows.push(this.#rowOf(batch, this.#next));
      }
    }
    return rows;
  }

  /** The batch that has the next row; undefined at the end. */
  async #current(): Promise<ParquetBatch | undefined> {
    while (this.#batch === undefined || this.#next >= this.#batch.rows) {
      const result = await this.#batches?.next();
      if (result === undefined || result.done === true) return undefined;
      this.#batch = result.value;
      this.#next = 0;
    }
    return this.#batch;
  }
}
