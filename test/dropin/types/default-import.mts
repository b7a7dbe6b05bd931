// An ES module that imports zeromq as one object.

// An ES module that imports zeromq as one object.
import zmq, * as all from "zeromq"
import draft from "zeromq/draft.js"

export const dealer: zmq.Dealer = new zmq.Dealer({ linger: 0 })
export const server: draft.Server = new draft.Server({ linger: 0 })
export const isSocket: boolean = server instanceof all.Socket && server instanceof zmq.Socket
