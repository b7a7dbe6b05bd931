import * as library from "zmq-napi"
import { roles, styles } from "../protocol"
import { serve } from "./serve"
import { openerOf } from "./sockets"

const { version } = require("zmq-napi/package.json") as { version: string }

serve({
  name: "zmq-napi",
  version: `zmq-napi ${version}, libzmq ${library.version}`,
  styles,
  roles,
  open: openerOf(library),
})
