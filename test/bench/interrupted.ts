// Starts a process that connects to the given port and stays, as the harness starts peers; a test ends this one.
import { endOnSignals, startChild } from "../../bench/children"

const [port] = process.argv.slice(2)
const program = `require("node:net").connect(${Number(port)}, "127.0.0.1")`

endOnSignals()
startChild([process.execPath, "-e", program])
