import { subjectOf } from "../sources/patches.mjs"
import { UserError } from "../user-error.mjs"

/** @import { Patch } from "../sources/patches.mjs" */

// The message of each patch ends with these, one "Name: value" a line. `Test` may be there several times.
const trailers = /** @type {const} */ (["Kind", "Topic", "Upstream", "Risk", "Test"])

/** @typedef {Record<(typeof trailers)[number], string[]>} Fields the values of the trailers */
/** @typedef {{ subject: string, text: string, fields: Fields }} Message */
/** @typedef {Message & { file: string, name: string, number: string }} PatchMessage */

export const kinds = ["crash", "security", "loss", "leak", "hang", "wrong result", "speed", "feature", "build"]

// In the order of the series: a patch's number begins with its topic's.
export const topics = [
  "core",
  "pipes",
  "pub/sub",
  "zmtp",
  "ws",
  "radio/dish",
  "udp",
  "socks",
  "context and descriptors",
  "curve/zap",
  "gssapi",
  "norm/pgm",
  "monitor",
  "portability",
  "additions",
  "performance",
]

/**
 * Reads a patch file: its number and name, subject, text and trailers. Throws an error that names what is missing.
 * @param {Patch} patch
 * @returns {PatchMessage}
 */
export function readMessage({ file, text }) {
  const head = text.slice(0, text.indexOf("\n---\n"))
  const body = head.slice(head.indexOf("\n\n") + 2).trimEnd()
  const message = parseMessage(subjectOf(head), body, file)
  return { file, name: file.replace(/\.patch$/, ""), number: file.slice(0, 4), ...message }
}

/**
 * The last paragraph is the trailers'.
 * @param {string} subject
 * @param {string} body
 * @param {string} where what the error calls the patch
 * @returns {Message}
 */
export function parseMessage(subject, body, where) {
  const paragraphs = body.trimEnd().split("\n\n")
  const fields = parseTrailers(paragraphs.pop() ?? "", where)
  const message = { subject, text: paragraphs.join("\n\n"), fields }
  const wrong = faultsOf(message)
  if (wrong.length > 0) throw new UserError(`The message of ${where} is not complete: ${wrong.join("; ")}`)
  return message
}

/**
 * @param {string} paragraph
 * @param {string} where
 */
function parseTrailers(paragraph, where) {
  /** @type {Fields} */
  const fields = { Kind: [], Topic: [], Upstream: [], Risk: [], Test: [] }
  /** @type {string[] | undefined} */
  let last
  for (const line of paragraph.split("\n")) {
    const [, found, value = ""] = /^([A-Z][a-z]+): (.*)$/.exec(line) ?? []
    const name = trailers.find((trailer) => trailer === found)
    if (name !== undefined) {
      last = fields[name]
      last.push(value.trim())
    } else if (last !== undefined && line.startsWith(" ")) {
      last[last.length - 1] += ` ${line.trim()}`
    } else {
      throw new UserError(`The message of ${where} has no line ${JSON.stringify(line)} among ${trailers.join(", ")}`)
    }
  }
  return fields
}

/** @param {Message} message */
function faultsOf({ subject, text, fields }) {
  /** @type {string[]} */
  const wrong = []
  if (subject === "" || subject.length > 72) wrong.push(`a subject of at most 72 characters, not ${subject.length}`)
  if (text.trim() === "") wrong.push("a text that says who meets the fault and what happens")
  for (const name of trailers) if (fields[name].length === 0) wrong.push(`a line "${name}: ..."`)
  for (const name of /** @type {const} */ (["Kind", "Topic"]))
    if (fields[name].length > 1) wrong.push(`one line "${name}: ..."`)
  const unknown = kindsOf(fields).filter((kind) => !kinds.includes(kind))
  if (unknown.length > 0) wrong.push(`Kind is one of ${kinds.join(", ")}, not ${unknown.join(", ")}`)
  if (!topics.includes(fields.Topic[0] ?? ""))
    wrong.push(`Topic is one of ${topics.join(", ")}, not ${fields.Topic[0]}`)
  return wrong
}

/** @param {Fields} fields */
export function kindsOf(fields) {
  return (fields.Kind[0] ?? "").split(", ")
}
