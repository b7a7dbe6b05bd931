// A client's message is the number of a request and its body, or PING. A server answers with the same number and its reply,
// or with PONG.
export const PING = "PING"
export const PONG = "PONG"
