// Sends and receives where the module of the channels cannot be loaded.
import Module from "node:module"

interface Loading {
  _load(request: string, ...rest: unknown[]): unknown
}
const loading = Module as unknown as Loading
const { _load: load } = loading
loading._load = (request, ...rest) => {
  if (request === "node:diagnostics_channel") throw new Error("There is no such module")
  return load.call(Module, request, ...rest)
}

async function main(): Promise<void> {
  const { Pull, Push } = require("#lib/index") as typeof import("#lib/index")
  using pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  using push = new Push()
  push.connect(pull.lastEndpoint as string)
  await push.send("abc")
  console.log(`received ${await pull.receive()}`)
}

void main()
