import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net"
import { RawPeer } from "./zmtp"

export const noAuthentication = 0
export const userAndPassword = 2

/** The reply of a SOCKS5 proxy that has connected, by the type of the address in it. */
export const connected = {
  ipv4: Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 80),
  ipv6: Buffer.concat([Buffer.of(5, 0, 0, 4), Buffer.alloc(16), Buffer.of(0, 80)]),
  name: Buffer.concat([Buffer.of(5, 0, 0, 3, 255), Buffer.alloc(255, "n"), Buffer.of(0, 80)]),
}

/** One client of a proxy, which a test serves step by step. */
export class SocksClient {
  readonly peer: RawPeer

  constructor(socket: Socket) {
    this.peer = new RawPeer(socket)
  }

  /** The methods of authentication that the client offers. */
  async methods(): Promise<number[]> {
    const [, count] = await this.peer.take(2)
    return [...(await this.peer.take(count!))]
  }

  /** The user and the password, of which neither is empty. */
  async credentials(): Promise<[string, string]> {
    const user = await this.peer.take((await this.peer.take(2))[1]!)
    const password = await this.peer.take((await this.peer.take(1))[0]!)
    return [String(user), String(password)]
  }

  /** Where the client wants to be connected to. */
  async destination(): Promise<{ host: string; port: number }> {
    const [, , , type] = await this.peer.take(4)
    const host =
      type === 3
        ? String(await this.peer.take((await this.peer.take(1))[0]!))
        : [...(await this.peer.take(type === 1 ? 4 : 16))].join(".")
    return { host, port: (await this.peer.take(2)).readUInt16BE() }
  }

  answer(...bytes: number[]): void {
    this.peer.socket.write(Buffer.from(bytes))
  }

  /** Connects the client to a port of this machine, and sends the reply in pieces of so many bytes. */
  async tunnel(port: number, reply: Buffer = connected.ipv4, pieces = reply.length): Promise<void> {
    const { socket } = this.peer
    const upstream = connect(port, "127.0.0.1")
    upstream.on("error", () => socket.destroy())
    upstream.on("close", () => socket.destroy())
    socket.on("close", () => upstream.destroy())
    await once(upstream, "connect")
    socket.setNoDelay()
    upstream.pipe(socket)
    socket.pipe(upstream)
    for (let sent = 0; sent < reply.length; sent += pieces) {
      await new Promise((resolve) => socket.write(reply.subarray(sent, sent + pieces), resolve))
    }
  }
}

/** A SOCKS5 proxy whose behaviour a test defines, client by client. */
export class SocksProxy implements AsyncDisposable {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(serve: (client: SocksClient) => Promise<void>) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket)
      socket.on("close", () => this.#sockets.delete(socket))
      serve(new SocksClient(socket)).catch(() => socket.destroy())
    })
  }

  static async listen(serve: (client: SocksClient) => Promise<void>): Promise<SocksProxy> {
    const proxy = new SocksProxy(serve)
    proxy.#server.listen(0, "127.0.0.1")
    await once(proxy.#server, "listening")
    return proxy
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
