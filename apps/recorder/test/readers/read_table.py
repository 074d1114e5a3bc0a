"""Prints what one library reads of one table: rows, the sum of a column, and rows of each month."""

import json
import os
import sys


def with_polars(folder, column, is_text):
    import polars as pl

    table = pl.scan_parquet(f"{folder}/**/*.parquet", hive_partitioning=True)
    value = pl.col(column).str.len_bytes() if is_text else pl.col(column).cast(pl.Float64)
    months = table.group_by("year", "month").len().collect()
    return {
        "rows": table.select(pl.len()).collect().item(),
        "sum": table.select(value.cast(pl.Float64).sum()).collect().item(),
        "months": {f"{year}-{month}": rows for year, month, rows in months.rows()},
        "may": table.filter(pl.col("month") == 5).select(pl.len()).collect().item(),
    }


def with_pyarrow(folder, column, is_text):
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    dataset = ds.dataset(folder, format="parquet", partitioning="hive")
    table = dataset.to_table(columns=[column, "year", "month"])
    values = table[column]
    values = pc.binary_length(values.cast(pa.string())) if is_text else values
    months = table.group_by(["year", "month"]).aggregate([([], "count_all")]).to_pylist()
    return {
        "rows": dataset.count_rows(),
        "sum": pc.sum(values.cast(pa.float64(), safe=False)).as_py(),
        "months": {f"{each['year']}-{each['month']}": each["count_all"] for each in months},
        "may": dataset.count_rows(filter=pc.field("month") == 5),
    }


def with_pandas(folder, column, is_text):
    import pandas as pd

    table = pd.read_parquet(folder)
    values = table[column].map(lambda text: len(text.encode())) if is_text else table[column]
    months = table.groupby(["year", "month"], observed=True).size()
    may = pd.read_parquet(folder, filters=[("month", "==", 5)])
    return {
        "rows": len(table),
        "sum": float(values.astype("float64").sum()),
        "months": {f"{year}-{month}": int(rows) for (year, month), rows in months.items()},
        "may": len(may),
    }


def with_duckdb(folder, column, is_text):
    import duckdb

    table = f"read_parquet('{folder}/**/*.parquet', hive_partitioning = true)"
    value = f"strlen({column})" if is_text else column
    [(rows, total)] = duckdb.sql(f"SELECT count(*), sum({value}::DOUBLE) FROM {table}").fetchall()
    months = duckdb.sql(f"SELECT year, month, count(*) FROM {table} GROUP BY ALL").fetchall()
    [(may,)] = duckdb.sql(f"SELECT count(*) FROM {table} WHERE month = 5").fetchall()
    return {
        "rows": rows,
        "sum": total,
        "months": {f"{year}-{month}": count for year, month, count in months},
        "may": may,
    }


readers = {
    "polars": with_polars,
    "pyarrow": with_pyarrow,
    "pandas": with_pandas,
    "duckdb": with_duckdb,
}

reader, folder, column, kind = sys.argv[1:]
print(json.dumps(readers[reader](os.path.abspath(folder), column, kind == "text")))
