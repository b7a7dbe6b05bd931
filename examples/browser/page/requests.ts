import { Dealer } from "jszmq"

/** A reply that takes longer will not come: the server was restarted, or is not there. */
const timeLimit = 5000

type Reply = { outcome: "ok" | "error"; text: string }

/** Sends requests and shows their replies. Each has a number, so that several may be under way. */
export class Requests {
  readonly #socket = new Dealer()
  readonly #waiting = new Map<string, (reply: Reply) => void>()
  #count = 0

  constructor(endpoint: string) {
    this.#socket.on("message", (...parts: Uint8Array[]) => {
      const [id = "", outcome, text = ""] = parts.map((part) => new TextDecoder().decode(part))
      this.#waiting.get(id)?.({ outcome: outcome === "ok" ? "ok" : "error", text })
    })
    this.#socket.connect(endpoint)
  }

  ask(text: string): Promise<Reply> {
    const id = String(++this.#count)
    return new Promise<Reply>((resolve) => {
      const expired: Reply = { outcome: "error", text: `no reply within ${timeLimit / 1000} s` }
      setTimeout(resolve, timeLimit, expired)
      this.#waiting.set(id, resolve)
      this.#socket.send([id, text])
    }).finally(() => this.#waiting.delete(id))
  }

  attach(section: HTMLElement): void {
    const form = section.querySelector("form")!
    const input = section.querySelector("input")!
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      void this.#show(section, input.value)
      input.select()
    })
    for (const example of section.querySelectorAll<HTMLElement>(".examples button")) {
      example.addEventListener("click", () => this.#show(section, example.textContent!))
    }
  }

  async #show(section: HTMLElement, text: string): Promise<void> {
    const item = document.createElement("li")
    const took = span("")
    const request = document.createElement("div")
    request.className = "request"
    request.append(span(text), took)
    item.append(request)
    section.querySelector("ol")!.prepend(item)

    const start = performance.now()
    const reply = await this.ask(text)
    took.textContent = `${(performance.now() - start).toFixed(1)} ms`
    item.classList.add(reply.outcome)
    item.append(reply.text)
  }
}

function span(text: string): HTMLElement {
  const element = document.createElement("span")
  element.textContent = text
  return element
}
