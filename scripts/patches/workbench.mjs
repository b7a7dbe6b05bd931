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

// Without link-time optimization and -O3, which take longer than all else and change nothing that is tested here.
const quick = ["-DZMQ_NAPI_LTO=OFF", "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG"]
const variants = {
  compiled: { definitions: ["-DZMQ_NAPI_LTO=OFF", "-DCMAKE_CXX_FLAGS_RELEASE=-O0"], options: [] },
  usual: { definitions: quick, options: [] },
  own: { definitions: [...quick, "-DZMQ_NAPI_LIBZMQ_TESTS=ON"], options: [] },
  sanitized: { definitions: ["-DZMQ_NAPI_SANITIZE=address,undefined"], options: [] },
  gssapi: { definitions: [...quick, "-DZMQ_NAPI_GSSAPI=ON"], options: ["gssapi"] },
  norm: { definitions: [...quick, "-DZMQ_NAPI_NORM=ON"], options: ["norm"] },
  pgm: { definitions: [...quick, "-DZMQ_NAPI_PGM=ON"], options: ["pgm"] },
}

// A tree of libzmq with a commit for each patch, from which the addon is built in a state of one's choice, apart from the
// project's own build. The tag `whole` is the last commit.
export class Workbench {
  tree
  #root
  #scratch
  #source

  static async make(root, scratch) {
    const bench = new Workbench()
    bench.#root = root
    bench.#scratch = scratch
    bench.tree = path.join(scratch, "checked", "libzmq")
    bench.#source = path.join(scratch, "checked", "source")
    fs.rmSync(bench.tree, { recursive: true, force: true })
    await vendorAll({ root })
    await applySeries(root, bench.tree)
    git(bench.tree, ["tag", "whole"])
    return bench
  }

  checkout(commit) {
    git(this.tree, ["checkout", "--quiet", "--force", commit])
  }

  // Builds what the test runs over, of the tree as it stands; returns its path.
  build(variant, { own }) {
    if (own !== undefined) return this.buildTarget(variant, own, `libzmq/bin/${own}`)
    return this.buildTarget(variant, "zmq_napi", "addon/zmq_napi.node")
  }

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

  // The compiler's input: only what differs is written, so that only that is compiled again.
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

  // Runs a test over what was built for it.
  test(variant, built, test) {
    if (test.own !== undefined) return runOwnTest(built)
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
