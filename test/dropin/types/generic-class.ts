// A class for any socket that receives.
import { type Message, Pull, type Readable, type Socket } from "zeromq"

export class Reader<S extends Socket & Readable = Pull> {
  constructor(readonly socket: S) {}

  next(): Promise<Message[]> {
    return this.socket.receive()
  }
}

export const reader = new Reader(new Pull())
