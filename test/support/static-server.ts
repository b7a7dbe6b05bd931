import { createReadStream, existsSync, statSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { extname, join, normalize } from "node:path"

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
}

/** Serves the files of a folder under a path, as a host of static pages does. */
export class StaticServer {
  readonly address: string
  readonly #server: Server

  private constructor(server: Server, base: string) {
    this.#server = server
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`
  }

  static async start(folder: string, base: string): Promise<StaticServer> {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://site")
      const path = normalize(decodeURI(pathname.slice(base.length))).replace(/^\.$/, "")
      const file = [path, `${path}.html`, join(path, "index.html")]
        .map((name) => join(folder, name))
        .find((name) => existsSync(name) && statSync(name).isFile())
      if (!pathname.startsWith(base) || path.startsWith("..") || file === undefined) {
        // Browsers ask for it by themselves.
        response.writeHead(pathname === "/favicon.ico" ? 204 : 404).end()
        return
      }
      response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" })
      createReadStream(file).pipe(response)
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    return new StaticServer(server, base)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
