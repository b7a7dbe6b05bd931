import fs from "node:fs"
import path from "node:path"
import { buildTarget } from "../compile/cmake.mjs"
import { install } from "../compile/install.mjs"
import { findLibraries } from "../compile/options.mjs"
import { sanitizerEnvironment } from "../sanitize/environment.mjs"
import { findings } from "../sanitize/reports.mjs"
import { vendorAll } from "../sources/vendor.mjs"
import { runOwnTest, runTest } from "./test.mjs"
import { applySeries, git } from "./tree.mjs"

/**
 * @import { OptionName } from "../compile/options.mjs"
 * @import { RunnableTest } from "./test.mjs"
 * @import { Counts } from "./verdict.mjs"
 */

/** @typedef {"compiled" | "default" | "libzmq-tests" | "sanitized" | "gssapi" | "norm" | "pgm"} Variant of the build */

// Without link-time optimization and -O3, which take longer than everything else and change nothing that is tested
// here.
const quick = ["-DZMQ_NAPI_LTO=OFF", "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG"]
/** @type {Record<Variant, { definitions: string[], options: OptionName[] }>} */
const variants = {
  compiled: { definitions: ["-DZMQ_NAPI_LTO=OFF", "-DCMAKE_CXX_FLAGS_RELEASE=-O0"], options: [] },
  default: { definitions: quick, options: [] },
  "libzmq-tests": { definitions: [...quick, "-DZMQ_NAPI_LIBZMQ_TESTS=ON"], options: [] },
  sanitized: { definitions: ["-DZMQ_NAPI_SANITIZE=address,undefined"], options: [] },
  gssapi: { definitions: [...quick, "-DZMQ_NAPI_GSSAPI=ON"], options: ["gssapi"] },
  norm: { definitions: [...quick, "-DZMQ_NAPI_NORM=ON"], options: ["norm"] },
  pgm: { definitions: [...quick, "-DZMQ_NAPI_PGM=ON"], options: ["pgm"] },
}

/**
 * A tree of libzmq with a commit for each patch, from which the addon is built in any of these states, apart from the
 * project's own build. The tag `whole` is the last commit.
 */
export class Workbench {
  #root
  #scratch
  #source

  /**
   * @param {string} root
   * @param {string} scratch
   */
  constructor(root, scratch) {
    this.#root = root
    this.#scratch = scratch
    this.tree = path.join(scratch, "checked", "libzmq")
    this.#source = path.join(scratch, "checked", "source")
  }

  /**
   * @param {string} root
   * @param {string} scratch
   */
  static async make(root, scratch) {
    const workbench = new Workbench(root, scratch)
    fs.rmSync(workbench.tree, { recursive: true, force: true })
    await vendorAll({ root })
    await applySeries(root, workbench.tree)
    git(workbench.tree, ["tag", "whole"])
    return workbench
  }

  /** @param {string} commit */
  checkout(commit) {
    git(this.tree, ["checkout", "--quiet", "--force", commit])
  }

  /**
   * Builds what the test runs over, from the tree in its present state; returns its path.
   * @param {Variant} variant
   * @param {RunnableTest} test
   */
  build(variant, test) {
    if ("own" in test) return this.buildTarget(variant, test.own, `libzmq/bin/${test.own}`)
    return this.buildTarget(variant, "zmq_napi", "addon/zmq_napi.node")
  }

  /**
   * @param {Variant} variant
   * @param {string} target
   * @param {string} product
   */
  buildTarget(variant, target, product) {
    this.#refreshSource()
    const { definitions, options } = variants[variant]
    return buildTarget({
      root: this.#root,
      definitions: [...definitions, `-DZMQ_NAPI_LIBZMQ=${this.#source}`],
      libraries: findLibraries(options, process.env),
      target,
      product,
    })
  }

  /** Copies the tree for the compiler. Only what differs is written, so that only that is compiled again. */
  #refreshSource() {
    const wanted = new Set(git(this.tree, ["ls-files"]).split("\n").filter(Boolean))
    for (const file of wanted) {
      const from = fs.readFileSync(path.join(this.tree, file))
      const to = path.join(this.#source, file)
      if (fs.existsSync(to) && fs.readFileSync(to).equals(from)) continue
      fs.mkdirSync(path.dirname(to), { recursive: true })
      fs.writeFileSync(to, from)
    }
  }

  /**
   * Runs a test over what was built for it.
   * @param {Variant} variant
   * @param {string} built
   * @param {RunnableTest} test
   * @returns {Counts}
   */
  test(variant, built, test) {
    if ("own" in test) return runOwnTest(built)
    const place = path.join(this.#scratch, "addon", variant)
    install(built, path.join(place, "build", "Release", "zmq_napi.node"))
    if (variant !== "sanitized") return runTest(this.#root, test, place)
    const reports = path.join(place, "reports")
    fs.rmSync(reports, { recursive: true, force: true })
    fs.mkdirSync(reports)
    const outcome = runTest(this.#root, test, place, {
      ...sanitizerEnvironment(reports),
      ZMQ_NAPI_SANITIZED: "1",
    })
    return { ...outcome, failed: outcome.failed + findings(reports).length }
  }
}
