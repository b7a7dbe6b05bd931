// The page of all options. It is generated from the table that also defines the options, lib/options/table.ts, and from
// their doc comments.

/**
 * What the page says of an option.
 * @typedef {object} Option
 * @property {string | null} zmq its name in zmq.h
 * @property {boolean} [draft]
 * @property {string} [since]
 * @property {boolean} [vendored]
 * @property {string} [needs]
 * @property {string} expected
 * @property {unknown} default
 * @property {keyof typeof access} access
 * @property {readonly string[]} sockets
 */

/** @typedef {Record<string, Option>} Options */

/** Options that are methods and no properties, so that TypeDoc finds no comment of theirs. @type {Record<string, string>} */
const methods = {
  subscribe:
    "Begins a subscription. A Subscriber has the method `subscribe(...prefixes)` for it; an XPublisher has `setOption` alone.",
  unsubscribe:
    "Ends a subscription. A Subscriber has the method `unsubscribe(...prefixes)` for it; an XPublisher has `setOption` alone.",
}

const access = { rw: "read, write", r: "read", w: "write" }

/**
 * @param {{ socketOptions: Options, contextOptions: Options }} table the module of the table
 * @param {{ allSockets: string[] }} socketTypes
 * @param {{ socket: Map<string, string>, context: Map<string, string> }} comments
 */
export function optionsPage({ socketOptions, contextOptions }, { allSockets }, comments) {
  const sockets = byName(socketOptions)
  const contexts = byName(contextOptions)
  return `# Options

An option can be given to a constructor, is a property, and can be read and set by \`getOption\` and \`setOption\`, under
its name here or in zmq.h. Most options take effect at the next bind or connect, so give them to the constructor. These
take effect at once: \`linger\`, the time-outs, the high-water marks, and options that only one socket type has. Every
option name is a link to its description below. \`new Context({ socketOptions })\` sets defaults for all sockets of a
context. An option that is called a draft may change in a later libzmq; it works without \`zmq-napi/draft\`.

This page is generated from \`lib/options/table.ts\`.

## By socket type

These options are not those of all types. The [options of all types](#socket-options) are in the table.

${bySocketType(sockets, allSockets)}

## Socket options

${table(sockets, allSockets, "socket")}

## Context options

${table(contexts, allSockets, "context")}

## What each socket option does

${descriptions(sockets, allSockets, comments.socket)}

## What each context option does

${descriptions(contexts, allSockets, comments.context, "context-")}
`
}

/** @param {Options} options */
function byName(options) {
  return Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** @typedef {ReturnType<typeof byName>} Rows */

/**
 * @param {Rows} options
 * @param {string[]} allSockets
 */
function bySocketType(options, allSockets) {
  const rows = allSockets.map((socket) => {
    const own = options.filter(([, { sockets }]) => sockets.includes(socket) && !isForAll(sockets, allSockets))
    const links = own.map(([name]) => linkTo(name, "socket"))
    return [`\`${socket}\``, links.join(", ")]
  })
  return markdown(["Type", "Options"], rows)
}

/**
 * @param {readonly string[]} sockets
 * @param {string[]} allSockets
 */
function isForAll(sockets, allSockets) {
  return allSockets.every((socket) => sockets.includes(socket))
}

/**
 * @param {string} name
 * @param {"socket" | "context"} kind
 */
function linkTo(name, kind) {
  return `[\`${name}\`](#${kind === "context" ? "context-" : ""}${name.toLowerCase()})`
}

/**
 * @param {Rows} options
 * @param {string[]} allSockets
 * @param {"socket" | "context"} kind
 */
function table(options, allSockets, kind) {
  const rows = options.map(([name, option]) => {
    const cells = [linkTo(name, kind), option.expected, defaultOf(option)]
    return kind === "socket" ? [...cells, socketsOf(option, allSockets)] : cells
  })
  return markdown(["Option", "Value", "Default", ...(kind === "socket" ? ["Socket types"] : [])], rows)
}

/** @param {Option} option */
function defaultOf({ default: value }) {
  if (value === undefined) return ""
  return value === null || typeof value !== "object" ? `\`${value}\`` : "empty"
}

/**
 * The types that have the option, or those that do not, whichever are fewer.
 * @param {Option} option
 * @param {string[]} allSockets
 */
function socketsOf({ sockets }, allSockets) {
  if (isForAll(sockets, allSockets)) return "all"
  const others = allSockets.filter((socket) => !sockets.includes(socket))
  return others.length < 6 ? `all but ${others.join(", ")}` : sockets.join(", ")
}

/**
 * @param {Rows} options
 * @param {string[]} allSockets
 * @param {Map<string, string>} comments
 */
function descriptions(options, allSockets, comments, prefix = "") {
  return options
    .map(([name, option]) => {
      const text = comments.get(name) ?? methods[name]
      if (text === undefined) throw new Error(`The option ${name} has no doc comment that TypeDoc has found`)
      const { zmq, draft, since, vendored, needs } = option
      const release = vendored ? "the vendored libzmq alone" : since && `since libzmq ${since}`
      const notes = [draft && "draft", release, needs && `needs ${needs}`].filter(Boolean)
      const facts = [
        zmq === null ? "not an option of libzmq" : `\`${zmq}\``,
        ...notes,
        `access: ${access[option.access]}`,
        ...(prefix === "" ? [`socket types: ${socketsOf(option, allSockets)}`] : []),
      ]
      return `### ${prefix}${name}\n\n${text}\n\n${facts.join("; ")}`
    })
    .join("\n\n")
}

/**
 * @param {string[]} header
 * @param {string[][]} rows
 */
function markdown(header, rows) {
  /** @param {string[]} row */
  const cells = (row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
  return [cells(header), `|${"---|".repeat(header.length)}`, ...rows.map(cells)].join("\n")
}
