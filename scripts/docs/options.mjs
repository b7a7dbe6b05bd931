// The page that lists all options. It is generated from the table that also defines the options: lib/options/table.ts.

/**
 * What the page says of an option.
 * @typedef {object} Option
 * @property {string | null} zmq its name in zmq.h
 * @property {boolean} [draft]
 * @property {string} [since]
 * @property {string} [needs]
 * @property {string} expected
 * @property {unknown} default
 * @property {keyof typeof access} access
 * @property {readonly string[]} sockets
 */

/** @typedef {Record<string, Option>} Options */

/**
 * @param {{ socketOptions: Options, contextOptions: Options }} table the module of the table
 * @param {{ allSockets: string[], stableSockets: string[] }} socketTypes
 */
export function optionsPage({ socketOptions, contextOptions }, { allSockets, stableSockets }) {
  return `# Options

An option can be passed to a constructor, is a property, and can be read and set by \`getOption\` and \`setOption\`. Most
options take effect at the next bind or connect. Each name is a link to the option's description. The types of the
constructors' arguments, such as \`DealerOptions\`, list the options of each class.

## Of sockets

${table(socketOptions, ownerIn(allSockets, stableSockets), allSockets)}

## Of contexts

${table(contextOptions, () => `"zmq-napi".Context`, allSockets)}
`
}

/**
 * The class whose page describes the option: the first one that has it.
 * @param {string[]} allSockets
 * @param {string[]} stableSockets
 * @returns {(option: Option) => string}
 */
function ownerIn(allSockets, stableSockets) {
  return ({ sockets }) => {
    const owner = allSockets.find((socket) => sockets.includes(socket)) ?? ""
    return `"${stableSockets.includes(owner) ? "zmq-napi" : "zmq-napi/draft"}".${owner}`
  }
}

/**
 * @param {Options} options
 * @param {(option: Option) => string} ownerOf
 * @param {string[]} allSockets
 */
function table(options, ownerOf, allSockets) {
  const rows = Object.entries(options).map(([name, option]) => [
    `{@link ${ownerOf(option)}.${name} | ${name}}<br>${libzmqName(option)}`,
    meaningOf(option),
    access[option.access],
    socketsOf(option, allSockets),
  ])
  return markdown(["Option, and its name in zmq.h", "Value", "Access", "Socket types"], rows)
}

const access = { rw: "read, write", r: "read", w: "write" }

/** @param {Option} option */
function libzmqName({ zmq, draft, since, needs }) {
  const notes = [draft && "draft", since && `since ${since}`, needs && `needs ${needs}`].filter(Boolean)
  return [zmq === null ? "not libzmq's" : `\`${zmq}\``, ...notes].join(", ")
}

/** @param {Option} option */
function meaningOf({ expected, default: value }) {
  const given = value === undefined ? "" : `; default ${value === null || typeof value !== "object" ? value : "empty"}`
  return `${expected}${given}`
}

/**
 * @param {Option} option
 * @param {string[]} allSockets
 */
function socketsOf({ sockets }, allSockets) {
  return allSockets.every((socket) => sockets.includes(socket)) ? "all" : sockets.join(", ")
}

/**
 * @param {string[]} header
 * @param {string[][]} rows
 */
function markdown(header, rows) {
  /** @param {string[]} row */
  const cells = (row) =>
    `| ${row.map((cell) => cell.replaceAll(/(?<!\{@link [^}]*)\|(?![^{]*\})/g, "\\|")).join(" | ")} |`
  return [cells(header), `|${"---|".repeat(header.length)}`, ...rows.map(cells)].join("\n")
}
