import * as draft from "./draft.js"

export * from "./draft.js"
// `import draft from "zmq-napi/draft"`: the same, as one object.
export default draft
