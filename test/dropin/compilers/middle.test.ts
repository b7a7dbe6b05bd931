// A compiler between the oldest and ours: the first that has `NoInfer`, and before iterators had all their parameters.
import { testCompiler } from "./programs"

// It takes a socket for none once a class has had such a parameter, with zeromq's types as with ours.
testCompiler("typescript-5.4", ["node", "bundler"], ["types-generic-class.ts"])
