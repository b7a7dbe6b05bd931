import * as library from "zeromq"
import { roles } from "../protocol"
import { serve } from "./serve"
import { openerOf } from "./sockets"

const { version } = require("zeromq/package.json") as { version: string }

serve({
  name: "zeromq",
  version: `zeromq ${version}, libzmq ${library.version}`,
  styles: ["each", "iterate"],
  roles,
  open: openerOf(library),
})
