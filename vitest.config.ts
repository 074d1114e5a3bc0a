import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // From the root all tests, from a project's folder its own.
    include: ["**/test/**/*.test.ts"],
    // Vitest leaves one processor to itself, but most tests wait for programs that they started.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // nx sets it to true, and the programs that tests start would color what the tests read.
    env: { FORCE_COLOR: "0" },
  },
});
