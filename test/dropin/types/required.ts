// A CommonJS program that requires zeromq.
import zmq = require("zeromq")

export const dealer: zmq.Dealer = new zmq.Dealer({ linger: 0 })
