import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What makes a small Spark start in half the time: it ends before the compiler's later work pays. */
const quickJava = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

/** Settings for small data on this machine alone. */
export const smallConf: Readonly<Record<string, string>> = {
  "spark.driver.extraJavaOptions": quickJava,
  "spark.executor.extraJavaOptions": quickJava,
  "spark.executor.memory": "512m",
  "spark.driver.host": "127.0.0.1",
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.sql.shuffle.partitions": "4",
};

/** The environment of Spark's processes. */
export const sparkEnvironment: Readonly<Record<string, string | undefined>> = {
  ...process.env,
  SPARK_LOCAL_IP: "127.0.0.1",
  SPARK_DAEMON_JAVA_OPTS: quickJava,
  SPARK_DAEMON_MEMORY: "256m",
};

/** A standalone master and workers of one core each, on loopback. */
export class SparkCluster {
  readonly master: string;
  readonly #daemons: readonly ChildProcess[];

  private constructor(master: string, daemons: readonly ChildProcess[]) {
    this.master = master;
    this.#daemons = daemons;
  }

  static async start(home: string, folder: string, workers: number): Promise<SparkCluster> {
    const port = await freePort();
    const master = `spark://127.0.0.1:${port}`;
    mkdirSync(folder, { recursive: true });
    const start = (name: string, args: readonly string[]) =>
      startDaemon(home, join(folder, name), args);
    const loopback = ["--host", "127.0.0.1"];
    const at = ["--port", String(port), "--webui-port", "0"];
    const daemons = [
      start("master", ["org.apache.spark.deploy.master.Master", ...loopback, ...at]),
    ];
    for (let i = 0; i < workers; i++) {
      const size = ["--cores", "1", "--memory", "1g", "--webui-port", "0"];
      const work = ["--work-dir", join(folder, `worker-${i}`)];
      const worker = "org.apache.spark.deploy.worker.Worker";
      daemons.push(start(`worker-${i}`, [worker, ...loopback, ...size, ...work, master]));
    }
    const cluster = new SparkCluster(master, daemons);
    for (let i = 0; i < workers; i++)
      await appears(join(folder, `worker-${i}`, "log"), "Successfully registered with master");
    return cluster;
  }

  /** Kills a worker and what runs in it, as a power cut would. */
  killWorker(worker: number): void {
    killGroup(this.#daemons[worker + 1]);
  }

  /** The process ids of the daemons, by which the tests tell them from a driver. */
  get pids(): readonly number[] {
    return this.#daemons.flatMap(({ pid }) => pid ?? []);
  }

  stop(): void {
    for (const daemon of this.#daemons.toReversed()) killGroup(daemon);
  }
}

/** In a process group of its own, so that a worker is killed together with its executors. */
function startDaemon(home: string, folder: string, args: readonly string[]): ChildProcess {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, "log");
  const program = `exec "$0" "$@" > "${log}" 2>&1`;
  return spawn("bash", ["-c", program, join(home, "bin/spark-class"), ...args], {
    cwd: folder,
    env: { ...sparkEnvironment, SPARK_HOME: home },
    stdio: "ignore",
    detached: true,
  });
}

function killGroup(daemon: ChildProcess | undefined): void {
  if (daemon?.pid === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return;
  process.kill(-daemon.pid, "SIGKILL");
}

async function appears(file: string, text: string): Promise<void> {
  for (;;) {
    const log = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (log.includes(text)) return;
    if (/Exception|Error:/.test(log)) throw new Error(log);
    await sleep(100);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = address !== null && typeof address === "object" ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
