import assert from "node:assert/strict"
import { connect } from "node:net"
import { test } from "node:test"
import { Example } from "./example"

const wildcard = "tcp://127.0.0.1:*"

test("web page: an HTTP client gets the page, and each visit counts", async () => {
  await using server = new Example("web-page", wildcard)
  const address = await server.printed(/^Serving at (.*)$/)
  for (const visit of [1, 2]) {
    const answer = await fetch(`${address}/page${visit}`)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get("content-type"), "text/html")
    assert.equal(await answer.text(), `<h1>Hello, visitor ${visit}</h1>\n`)
    await server.printed(new RegExp(`^Visit ${visit}: GET /page${visit} HTTP/1.1$`))
  }
  await server.stop("SIGINT")
})

test("web page: a request in pieces is one visit, and one that is broken off is none", async () => {
  await using server = new Example("web-page", wildcard)
  const { hostname, port } = new URL(await server.printed(/^Serving at (.*)$/))
  const gone = connect(Number(port), hostname)
  gone.end("GET /half HTTP/1.1\r\nHost: a")
  const visitor = connect(Number(port), hostname).setNoDelay(true)
  for (const piece of ["GET /who", "le HTTP/1.1\r\n", "Host: a\r\n\r", "\n"]) visitor.write(piece)
  let said = ""
  for await (const data of visitor) said += data
  assert.match(said, /^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*\r\n<h1>Hello, visitor 1<\/h1>\n$/)
  await server.printed(/^Visit 1: GET \/whole HTTP\/1.1$/)
  await server.stop()
})
