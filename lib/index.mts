import * as zmq from "./index.js"

export * from "./index.js"
// `import zmq from "zmq-napi"`: the same, as one object.
export default zmq
