// What `zmq-napi` and `zeromq` have in common, as far as the roles need it. Both are driven by the same loops. What only
// zmq-napi has is optional here; the styles that need it are refused for the other.

export interface Library {
  /** The default context, which all threads of the process share in both libraries. */
  context: { maxSockets: number }
  Push: new (options: SocketOptions) => Endpoint & Sender
  Pull: new (options: SocketOptions) => Endpoint & Receiver
  Request: new (options: SocketOptions) => Endpoint & Sender & Receiver
  Reply: new (options: SocketOptions) => Endpoint & Sender & Receiver
  Publisher: new (options: SocketOptions) => Endpoint & Sender
  Subscriber: new (options: SocketOptions) => Endpoint & Receiver & { subscribe(): void }
  Router: new (options: SocketOptions) => Endpoint & Sender & Receiver
  Dealer: new (options: SocketOptions) => Endpoint & Sender & Receiver
}

export interface SocketOptions {
  linger?: number
  backlog?: number
  sendHighWaterMark?: number
  receiveHighWaterMark?: number
  curveServer?: boolean
  curvePublicKey?: string
  curveSecretKey?: string
  curveServerKey?: string
}

export interface Endpoint {
  readonly lastEndpoint: string | null
  bind(address: string): Promise<void>
  connect(address: string): void
  close(): void
}

export type Message = Buffer | Buffer[]

export interface Sender {
  send(message: Message, options?: { transfer?: boolean }): Promise<void>
  sendMany?(messages: readonly Message[]): Promise<number>
  sendSync?(message: Message): void
}

export interface Receiver {
  receive(): Promise<Buffer[]>
  receiveMany?(options: { max: number }): Promise<Buffer[][]>
  receiveSync?(): Buffer[]
  [Symbol.asyncIterator](): AsyncIterator<Buffer[], undefined>
}
