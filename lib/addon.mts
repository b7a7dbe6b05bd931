// The default export is the same as one object: `import addon from "zmq-napi/addon"`.
export * as default from "./addon.js"
export * from "./addon.js"
