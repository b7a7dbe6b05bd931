// The page on all options, made of the table that the options themselves are made of: lib/options/table.ts.

/** `options`: the module of the table. */
export function optionsPage({ socketOptions, contextOptions }, { allSockets, stableSockets }) {
  return `# Options

Options are given to a constructor, are properties, and can be reached by \`getOption\` and \`setOption\`. Most take effect
at the next bind or connect. A name leads to what is said of the option; the types of the constructors' arguments
(\`DealerOptions\` and its like) have each class's own list.

## Of sockets

${table(socketOptions, ownerIn(allSockets, stableSockets), allSockets)}

## Of contexts

${table(contextOptions, () => `"zmq-napi".Context`, allSockets)}
`
}

/** The class where the option is described: the first that has it, whether or not all have it. */
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
