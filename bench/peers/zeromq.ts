import * as library from "zeromq"
import { serve } from "./serve"
import { rolesOf } from "./sockets/roles"

const { version } = require("zeromq/package.json") as { version: string }

serve({
  name: "zeromq",
  version: `zeromq ${version}, libzmq ${library.version}`,
  styles: ["each", "iterate"],
  roles: rolesOf(library),
})
