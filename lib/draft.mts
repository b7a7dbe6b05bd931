// The default export is the same as one object: `import draft from "zmq-napi/draft"`.
export * as default from "./draft.js"
export * from "./draft.js"
