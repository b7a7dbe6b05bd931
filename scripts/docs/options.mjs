// The page that lists all options. It is generated from the table that also defines the options: lib/options/table.ts.

/** `options`: the module of the table. */
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

/** The class whose page describes the option: the first one that has it. */
function ownerIn(allSockets, stableSockets) {
  return ({ sockets }) => {
    const owner = allSockets.find((socket) => sockets.includes(socket))
    return `"${stableSockets.includes(owner) ? "zmq-napi" : "zmq-napi/draft"}".${owner}`
  }
}

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

function libzmqName({ zmq, draft, since, needs }) {
  const notes = [draft && "draft", since && `since ${since}`, needs && `needs ${needs}`].filter(Boolean)
  return [zmq === null ? "not libzmq's" : `\`${zmq}\``, ...notes].join(", ")
}

function meaningOf({ expected, default: value }) {
  const given = value === undefined ? "" : `; default ${value === null || typeof value !== "object" ? value : "empty"}`
  return `${expected}${given}`
}

function socketsOf({ sockets }, allSockets) {
  return allSockets.every((socket) => sockets.includes(socket)) ? "all" : sockets.join(", ")
}

function markdown(header, rows) {
  const cells = (row) =>
    `| ${row.map((cell) => cell.replaceAll(/(?<!\{@link [^}]*)\|(?![^{]*\})/g, "\\|")).join(" | ")} |`
  return [cells(header), `|${"---|".repeat(header.length)}`, ...rows.map(cells)].join("\n")
}
