import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const suites = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "test", "runners")
const [major, minor] = process.versions.node.split(".").map(Number)

// What a runner or Node prints when something is left: none of it may be in the output of a run.
const remains = [
  /did not exit one second after/,
  /failed to exit gracefully/,
  /open handles? potentially keeping/,
  /close timed out|Failed to terminate/i,
  /MaxListenersExceededWarning/,
]

// A configuration: its `name`; Node's `parameters`; `environment`, for which `place` says where the suites check that they
// run: in the main process, a child process or a thread; and `unwanted`, what its output must not have. With `stays` it is
// right that the runner does not end: it is stopped when its output has that.
export const configurations = [
  jest("in band", "main", ["--runInBand"]),
  jest("in band, native reactor thread", "main", ["--runInBand"], { ZMQ_NAPI_REACTOR: "thread" }),
  jest("2 workers", "child", ["--maxWorkers=2"]),
  jest("worker threads", "thread", ["--maxWorkers=2", "--workerThreads"]),
  jest("fake timers everywhere", "main", ["--runInBand", '--fakeTimers={"enableGlobally":true}']),
  // Those files leave sockets open on purpose.
  jest("open handles", "main", ["--runInBand", "--detectOpenHandles", "--testPathIgnorePatterns=/idle-"]),
  jest("ES modules", "main", ["--runInBand", "--config=jest/jest.esm.config.mjs"], {
    NODE_OPTIONS: "--experimental-vm-modules",
  }),
  jest("remedies of a forgotten receive", "main", ["--runInBand", "--testMatch=**/forgotten/remedies.test.js"]),
  {
    ...jest("a forgotten receive", "main", ["--runInBand", "--testMatch=**/forgotten/receive.test.js"]),
    stays: /Jest did not exit one second after the test run has completed/,
  },

  ...["threads", "forks", "vmThreads", "vmForks"].flatMap((pool) => [
    vitest(pool, [`--pool=${pool}`]),
    vitest(`${pool}, not isolated`, [`--pool=${pool}`, "--no-isolate"]),
    vitest(`${pool}, one file at a time`, [`--pool=${pool}`, "--no-file-parallelism"]),
    vitest(`${pool}, one file at a time, not isolated`, [`--pool=${pool}`, "--no-file-parallelism", "--no-isolate"]),
  ]),
  vitest("vmThreads, native reactor thread", ["--pool=vmThreads", "--no-file-parallelism"], {
    ZMQ_NAPI_REACTOR: "thread",
  }),

  mocha("serial", "main", []),
  mocha("parallel", "child", ["--parallel", "--jobs=2"]),

  node("a process for each file", ["--test", ...filesOf("node")]),
  node("one process", inOneProcess()),
]

function jest(name, place, parameters, environment) {
  const own = parameters.some((parameter) => parameter.startsWith("--config="))
  const config = own ? [] : ["--config=jest/jest.config.js"]
  return configuration(`jest: ${name}`, ["node_modules/jest/bin/jest.js", ...config, ...parameters], place, environment)
}

function vitest(name, parameters, environment) {
  const command = ["node_modules/vitest/vitest.mjs", "run", "--config=vitest/vitest.config.mjs", ...parameters]
  return configuration(`vitest: ${name}`, command, /threads/i.test(name) ? "thread" : "child", environment)
}

function mocha(name, place, parameters) {
  const command = ["node_modules/mocha/bin/mocha.js", "--config=mocha/.mocharc.json", ...parameters]
  return configuration(`mocha: ${name}`, command, place)
}

function node(name, parameters) {
  const options = ["--expose-gc", "--experimental-test-module-mocks", "--test-timeout=5000", "--test-reporter=spec"]
  return configuration(`node:test: ${name}`, [...options, ...parameters])
}

function configuration(name, parameters, place, environment = {}) {
  return {
    name,
    parameters,
    environment: { ...environment, ...(place && { RUNNERS_PLACE: place }) },
    unwanted: remains,
  }
}

// Node before 22.8 cannot have its test runner do that: there a file imports the others.
function inOneProcess() {
  if (major < 22 || (major === 22 && minor < 8)) return ["node/all.mjs"]
  return ["--test", "--experimental-test-isolation=none", ...filesOf("node")]
}

function filesOf(folder) {
  const names = fs.readdirSync(path.join(suites, folder)).filter((name) => name.endsWith(".test.mjs"))
  return names.sort().map((name) => `${folder}/${name}`)
}
