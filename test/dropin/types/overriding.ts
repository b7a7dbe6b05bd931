// An option that a class puts its own accessors in the place of, as zeromq's README shows it.
import { Dealer, type SocketOptions } from "zeromq"

export class Narrow extends Dealer {
  override get sendHighWaterMark(): number {
    return this.getInt32Option(23)
  }

  override set sendHighWaterMark(messages: number) {
    this.setInt32Option(23, messages)
  }
}

export const narrow = new Narrow({ sendHighWaterMark: 1 })
export const options: SocketOptions<Narrow> = { sendHighWaterMark: 1 }
