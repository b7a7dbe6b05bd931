import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { build } from "esbuild"

/** The examples' sources; this file runs compiled, in another folder. */
const examples = join(__dirname, "..", "..", "..", "examples")

/**
 * Bundles a page and serves it at `http://host:port`; a port `*` is any free one.
 *
 * @param endpoints Where the page connects to; it fetches them.
 * @param folder The page's sources, in examples/.
 */
export async function servePage(address: string, endpoints: Record<string, string>, folder: string): Promise<Server> {
  const sources = join(examples, folder)
  const files = new Map([
    ["/", { type: "text/html", body: await readFile(join(sources, "index.html"), "utf8") }],
    ["/endpoints.json", { type: "application/json", body: JSON.stringify(endpoints) }],
    ...(await bundle(sources)),
  ])
  const server = createServer(({ url }, response) => {
    const file = files.get(url ?? "")
    if (file === undefined) return response.writeHead(404).end()
    const headers = {
      "content-type": `${file.type}; charset=utf-8`,
      "content-security-policy": "default-src 'self'; connect-src 'self' ws:; img-src data:",
    }
    return response.writeHead(200, headers).end(file.body)
  })

  const { hostname, port } = new URL(address.replace(/\*$/, "0"))
  server.listen(Number(port), hostname)
  await once(server, "listening")
  console.log(`Open http://${hostname}:${(server.address() as AddressInfo).port}/`)
  return server
}

/** page.js and page.css. jszmq is for Node: what it has of `buffer`, `events` and `assert` are packages it depends on. */
async function bundle(sources: string) {
  const { outputFiles } = await build({
    entryPoints: ["page.ts", "page.css"].map((name) => join(sources, name)),
    outdir: "/",
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    target: "es2022",
    define: { global: "globalThis", "process.env.NODE_DEBUG": "undefined" },
    // Only for binding, which no browser can.
    alias: { url: join(examples, "browser", "page", "url.ts") },
  })
  return outputFiles.map(({ path, text }) => {
    const name = path.endsWith(".css") ? "css" : "js"
    return [`/page.${name}`, { type: name === "css" ? "text/css" : "text/javascript", body: text }] as const
  })
}
