module.exports = {
  rootDir: "..",
  testMatch: ["<rootDir>/jest/*.test.js"],
  // Seconds go by only when something hangs.
  testTimeout: 10_000,
  watchman: false,
  // Else Jest runs files that were quick the last time in band, whatever the number of workers.
  workerIdleMemoryLimit: "1GB",
}
