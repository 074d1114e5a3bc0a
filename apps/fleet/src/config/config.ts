/** The settings of fleet.toml, checked; paths are absolute. */
export interface FleetConfig {
  /** The path of fleet.toml. */
  readonly file: string;
  readonly landing: string;
  readonly table: string;
  readonly reports: string;
  readonly engine: "duckdb" | "spark";
  /** A month is due to be closed so many days after its end. */
  readonly closeAfterDays: number;
  /** How many shards a month has; undefined lets the first pull choose by the number of sources. */
  readonly shards: number | undefined;
  /** How many sources are pulled at once. */
  readonly parallel: number;
  readonly duckdb: DuckDbSettings;
  readonly spark: SparkSettings;
  readonly sources: readonly SourceConfig[];
  readonly publish: PublishConfig | undefined;
}

interface DuckDbSettings {
  /** Of the whole program, as DuckDB writes it, such as "4GB". */
  readonly memoryLimit: string | undefined;
  readonly threads: number | undefined;
}

interface SparkSettings {
  /** The folder with Spark's bin; undefined takes SPARK_HOME. */
  readonly home: string | undefined;
  /** Such as "spark://host:7077", "yarn" or "local[*]". */
  readonly master: string;
  /** Spark's own settings, such as "spark.executor.memory". */
  readonly conf: Readonly<Record<string, string>>;
}

/** One household's archive. */
export interface SourceConfig {
  /** As messages name it: the dataset, or the folder as it is written. */
  readonly name: string;
  readonly place: DatasetPlace | FolderPlace;
  /** IANA name; undefined takes the dataset's own. */
  readonly timeZone: string | undefined;
  /** As written in degrees; only a rounded form leaves this machine. */
  readonly location: { readonly latitude: number; readonly longitude: number } | undefined;
}

export interface DatasetPlace {
  readonly kind: "dataset";
  /** "user/name" */
  readonly repo: string;
  /** The archive's folder in it. */
  readonly path: string;
  readonly endpoint: string;
  /** The file of a read token; undefined takes HF_TOKEN, and without that none. */
  readonly tokenFile: string | undefined;
}

export interface FolderPlace {
  readonly kind: "folder";
  readonly path: string;
}

export interface PublishConfig {
  /** "user/name" of the dataset. */
  readonly repo: string;
  readonly endpoint: string;
  readonly tokenFile: string | undefined;
  /** Whether a dataset that has to be made is private. */
  readonly private: boolean;
  readonly title: string | undefined;
  readonly license: string | undefined;
}
