import { execFileSync } from "node:child_process"
import path from "node:path"

// What a process needs so that it can load an addon with AddressSanitizer (which brings LeakSanitizer) and
// UndefinedBehaviorSanitizer, and so that they write what they find into `reports`. Children inherit it.
export function sanitizerEnvironment(reports) {
  // Names are looked up later (symbols.mjs), and stacks are short: what V8 leaves behind at process.exit(), several hundred
  // stacks of 30 frames, would else take each process seconds at its end.
  const common = "symbolize=0:malloc_context_size=12"
  // What was freed is kept back for a while, to find who uses it; the default, 256 MiB, fails tests that look at memory.
  const address = "detect_leaks=1:allocator_may_return_null=1:quarantine_size_mb=16"
  return {
    // The run time must be there before anything else allocates; node itself was built without.
    LD_PRELOAD: ["libasan.so", "libstdc++.so"].map(libraryOf).join(" "),
    ASAN_OPTIONS: `${address}:log_path=${path.join(reports, "address")}:${common}`,
    // A leak must not change how a process ends, on which tests depend: the reports decide. Other errors end it, with 0 too.
    LSAN_OPTIONS: "exitcode=0",
    UBSAN_OPTIONS: `print_stacktrace=1:log_path=${path.join(reports, "undefined")}:${common}`,
  }
}

function libraryOf(name) {
  return execFileSync(process.env.CXX ?? "g++", [`-print-file-name=${name}`], { encoding: "utf8" }).trim()
}
