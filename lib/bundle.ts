import * as draft from "./draft.js"
import { Socket } from "./socket/socket.js"

export * from "./index.js"

// The one file that users load holds the draft sockets too, for the entry zmq-napi/draft, and does not export them.
Object.defineProperty(Socket, Symbol.for("zmq-napi.draft"), { value: draft })
