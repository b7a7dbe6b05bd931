const assert = require("node:assert/strict")
const { isMainThread } = require("node:worker_threads")

// That the runner really runs its files where the configuration is about: some decide that by the number of files.
exports.checkPlace = () => {
  const place = isMainThread ? (process.env.RUNNERS_MAIN_PID === String(process.ppid) ? "main" : "child") : "thread"
  assert.equal(place, process.env.RUNNERS_PLACE ?? place)
}
