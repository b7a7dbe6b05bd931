// The compiler that this package is built with. test/dropin/types.test.ts has it find the declarations by their paths.
import { testCompiler } from "./programs"

testCompiler("typescript", ["node16", "bundler"])
