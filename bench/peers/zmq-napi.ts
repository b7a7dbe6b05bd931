import * as library from "zmq-napi"
import { serve } from "./serve"
import { rolesOf } from "./sockets/roles"

const { version } = require("zmq-napi/package.json") as { version: string }

serve({
  name: "zmq-napi",
  version: `zmq-napi ${version}, libzmq ${library.version}`,
  styles: ["each", "iterate", "batch", "transfer", "sync"],
  roles: rolesOf(library),
})
