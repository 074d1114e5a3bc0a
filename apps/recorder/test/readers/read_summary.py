"""Prints what one library reads of the daily summary, whose files are years."""

import json
import os
import sys


def with_polars(folder):
    import polars as pl

    table = pl.scan_parquet(f"{folder}/**/*.parquet", hive_partitioning=True)
    return table.select("serial_number", "local_date", "joules_produced", "year").collect().rows()


def with_pyarrow(folder):
    import pyarrow.dataset as ds

    dataset = ds.dataset(folder, format="parquet", partitioning="hive")
    return [tuple(row.values()) for row in dataset.to_table(columns=columns).to_pylist()]


def with_pandas(folder):
    import pandas as pd

    table = pd.read_parquet(folder)[columns].astype({"joules_produced": "Int64"})
    rows = table.itertuples(index=False, name=None)
    return [(*row[:2], None if row[2] is pd.NA else row[2], row[3]) for row in rows]


def with_duckdb(folder):
    import duckdb

    table = f"read_parquet('{folder}/**/*.parquet', hive_partitioning = true)"
    return duckdb.sql(f"SELECT {', '.join(columns)} FROM {table}").fetchall()


columns = ["serial_number", "local_date", "joules_produced", "year"]
readers = {
    "polars": with_polars,
    "pyarrow": with_pyarrow,
    "pandas": with_pandas,
    "duckdb": with_duckdb,
}

reader, folder = sys.argv[1:]
rows = [
    [str(serial), date.isoformat(), None if joules is None else int(joules), int(year)]
    for serial, date, joules, year in readers[reader](os.path.abspath(folder))
]
print(json.dumps({"rows": sorted(rows, key=str)}))
