import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const suites = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "test", "runners")
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

/**
 * How a test runner is started.
 * @typedef {object} Configuration
 * @property {string} name
 * @property {string[]} parameters Node's
 * @property {NodeJS.ProcessEnv} environment RUNNERS_PLACE says where the suites check that they run: in the main
 *   process, a child process or a thread
 * @property {RegExp[]} [unwantedOutput] what its output must not contain
 * @property {RegExp} [hangPattern] it is right that the runner does not end: it is stopped when its output contains this
 * @property {number} [limit] ms
 */

// What a runner or Node prints when something is left open.
const remains = [
  /did not exit one second after/,
  /failed to exit gracefully/,
  /open handles? potentially keeping/,
  /close timed out|Failed to terminate/i,
  /MaxListenersExceededWarning/,
]

/** @type {Configuration[]} */
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
    hangPattern: /Jest did not exit one second after the test run has completed/,
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

/** @typedef {"main" | "child" | "thread"} Place */

/**
 * @param {string} name
 * @param {Place} place
 * @param {string[]} parameters
 * @param {NodeJS.ProcessEnv} [environment]
 */
function jest(name, place, parameters, environment) {
  const own = parameters.some((parameter) => parameter.startsWith("--config="))
  const config = own ? [] : ["--config=jest/jest.config.js"]
  return configuration(`jest: ${name}`, ["node_modules/jest/bin/jest.js", ...config, ...parameters], place, environment)
}

/**
 * @param {string} name
 * @param {string[]} parameters
 * @param {NodeJS.ProcessEnv} [environment]
 */
function vitest(name, parameters, environment) {
  const command = ["node_modules/vitest/vitest.mjs", "run", "--config=vitest/vitest.config.mjs", ...parameters]
  return configuration(`vitest: ${name}`, command, /threads/i.test(name) ? "thread" : "child", environment)
}

/**
 * @param {string} name
 * @param {Place} place
 * @param {string[]} parameters
 */
function mocha(name, place, parameters) {
  const command = ["node_modules/mocha/bin/mocha.js", "--config=mocha/.mocharc.json", ...parameters]
  return configuration(`mocha: ${name}`, command, place)
}

/**
 * @param {string} name
 * @param {string[]} parameters
 */
function node(name, parameters) {
  const options = ["--expose-gc", "--experimental-test-module-mocks", "--test-timeout=5000", "--test-reporter=spec"]
  return configuration(`node:test: ${name}`, [...options, ...parameters])
}

/**
 * @param {string} name
 * @param {string[]} parameters
 * @param {Place} [place]
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Configuration}
 */
function configuration(name, parameters, place, environment = {}) {
  return {
    name,
    parameters,
    environment: { ...environment, ...(place && { RUNNERS_PLACE: place }) },
    unwantedOutput: remains,
  }
}

/** Before Node 22.8 its test runner has no such mode: there one file imports the others. */
function inOneProcess() {
  if (major < 22 || (major === 22 && minor < 8)) return ["node/all.mjs"]
  return ["--test", "--experimental-test-isolation=none", ...filesOf("node")]
}

/** @param {string} folder */
function filesOf(folder) {
  const names = fs.readdirSync(path.join(suites, folder)).filter((name) => name.endsWith(".test.mjs"))
  return names.sort().map((name) => `${folder}/${name}`)
}
