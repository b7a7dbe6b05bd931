// Web page: a Stream serves raw TCP, and here a page to any browser. Counts the visits until Ctrl+C.
//
//   npm run example -- web-page [endpoint]              by default tcp://*:8080
//
// Then open http://localhost:8080, or: curl http://localhost:8080
import { Stream } from "zmq-napi"

/** What each connection has asked so far, by its routing id: a request may come in pieces. */
const requests = new Map<string, string>()
/** No request is longer: an address and some headers. */
const longestRequest = 16_384

async function main(endpoint = "tcp://*:8080"): Promise<void> {
  using server = new Stream()
  process.once("SIGINT", () => server.close())
  process.once("SIGTERM", () => server.close())

  await server.bind(endpoint)
  console.log(`Serving at ${server.lastEndpoint?.replace(/^tcp:/, "http:")}`)

  let visits = 0
  for await (const [id, data] of server) {
    const connection = id.toString("hex")
    if (data.length === 0) {
      // The peer has connected, or has gone: either way it has asked nothing.
      requests.delete(connection)
      continue
    }
    const request = (requests.get(connection) ?? "") + data.toString("latin1")
    requests.set(connection, request)
    // An empty line ends a request.
    if (!request.includes("\r\n\r\n") && request.length < longestRequest) continue
    requests.delete(connection)
    visits += 1
    console.log(`Visit ${visits}: ${request.slice(0, request.indexOf("\r\n"))}`)
    try {
      await server.send([id, response(`<h1>Hello, visitor ${visits}</h1>\n`)])
      // An empty part ends the connection, after what was sent before.
      await server.send([id, ""])
    } catch (error) {
      // A visitor that has gone already, or the end of the server.
      if (!server.closed && (error as { code?: string }).code !== "EHOSTUNREACH") throw error
    }
  }
}

function response(page: string): string {
  const headers = ["HTTP/1.1 200 OK", "Content-Type: text/html", `Content-Length: ${page.length}`, "Connection: close"]
  return [...headers, "", page].join("\r\n")
}

main(process.argv[2])
