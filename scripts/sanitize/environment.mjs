import { execFileSync } from "node:child_process"
import path from "node:path"

/**
 * The environment of a process that loads an addon with AddressSanitizer (which brings LeakSanitizer) and
 * UndefinedBehaviorSanitizer, which write what they find into the folder `reports`. Children inherit it.
 * @param {string} reports
 */
export function sanitizerEnvironment(reports) {
  // Names are looked up later (symbols.mjs), and stacks are short. At process.exit() V8 leaves several hundred
  // allocations behind, whose stacks of 30 frames would take each process seconds at its end.
  const common = "symbolize=0:malloc_context_size=12"
  // Freed memory is kept back for a while, to detect its use. The default, 256 MiB, fails tests that look at memory.
  const address = "detect_leaks=1:allocator_may_return_null=1:quarantine_size_mb=16"
  return {
    // The run time must be loaded before anything allocates; node itself was built without it.
    LD_PRELOAD: ["libasan.so", "libstdc++.so"].map(libraryOf).join(" "),
    ASAN_OPTIONS: `${address}:log_path=${path.join(reports, "address")}:${common}`,
    // A leak must not change the exit code, on which tests depend: the reports decide.
    LSAN_OPTIONS: "exitcode=0",
    UBSAN_OPTIONS: `print_stacktrace=1:log_path=${path.join(reports, "undefined")}:${common}`,
  }
}

/** @param {string} name */
function libraryOf(name) {
  return execFileSync(process.env.CXX ?? "g++", [`-print-file-name=${name}`], { encoding: "utf8" }).trim()
}
