export * from "./draft.js"
