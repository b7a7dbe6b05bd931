// Loaded before a program: what it takes from `zeromq` comes from this package.
import module from "node:module"

type Resolve = (request: string, ...rest: unknown[]) => string

const loader = module as unknown as { _resolveFilename: Resolve }
const resolve = loader._resolveFilename

loader._resolveFilename = (request, ...rest) => {
  const own = /^zeromq(\/.*)?$/.exec(request)
  return own === null ? resolve(request, ...rest) : require.resolve(`zmq-napi${own[1] ?? ""}`)
}
