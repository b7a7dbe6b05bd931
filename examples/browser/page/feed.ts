import { Sub } from "jszmq"

/** A server that says nothing for so long, not even that it is alive, is gone or unreachable. */
const patience = 2500

/** The measurements of the publisher: topics, times and values. jszmq connects again by itself, and subscribes again. */
export class Feed {
  state: "connecting" | "live" | "silent" = "connecting"
  total = 0
  onValue: (topic: string, time: number, value: number) => void = () => {}
  onState: (state: Feed["state"]) => void = () => {}
  readonly #socket = new Sub()
  #arrivals: number[] = []
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(endpoint: string) {
    this.#socket.on("message", (topic: Uint8Array, ...parts: Uint8Array[]) => {
      this.total += 1
      this.#arrivals.push(performance.now())
      this.#heard()
      const [time, value] = parts
      if (time && value) this.onValue(new TextDecoder().decode(topic), float64(time), float64(value))
    })
    this.#socket.subscribe("alive")
    this.#socket.connect(endpoint)
  }

  subscribe(topic: string): void {
    this.#socket.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    this.#socket.unsubscribe(topic)
  }

  /** Messages a second, of the last two seconds. */
  rate(): number {
    const since = performance.now() - 2000
    this.#arrivals = this.#arrivals.filter((arrival) => arrival > since)
    return this.#arrivals.length / 2
  }

  #heard(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#become("silent"), patience)
    this.#become("live")
  }

  #become(state: Feed["state"]): void {
    if (state === this.state) return
    this.state = state
    this.onState(state)
  }
}

function float64(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(0, true)
}
