import { createRequire } from "node:module"
import { publish, subscribe } from "./jszmq/publish-subscribe"
import { pull, push } from "./jszmq/push-pull"
import { reply, request } from "./jszmq/request-reply"
import { serve } from "./serve"

const { version } = require("jszmq/package.json") as { version: string }
const webSocket = createRequire(require.resolve("jszmq"))("ws/package.json") as { version: string }

serve({
  name: "jszmq",
  version: `jszmq ${version}, ws ${webSocket.version}`,
  // It has calls that send, and an event a message.
  styles: ["each"],
  roles: { push, pull, request, reply, publish, subscribe },
})
