// The default export is the same as one object: `import zmq from "zmq-napi/v5-compat"`.
export * as default from "./index.js"
export * from "./index.js"
