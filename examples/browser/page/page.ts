// The page: subscribes to the measurements and draws them, and sends requests.
import { Chart } from "./chart"
import { Feed } from "./feed"
import { Requests } from "./requests"

const charts: Record<string, Chart> = {
  cpu: new Chart("cpu", { title: "CPU of the process", unit: "%", axis: "% of a core", top: 5 }),
  delay: new Chart("delay", { title: "Delay of its event loop", unit: "ms", top: 2 }),
  heap: new Chart("heap", { title: "Heap in use", unit: "MiB", top: 10 }),
}

async function main(): Promise<void> {
  const response = await fetch("/endpoints.json")
  const endpoints: { feed: string; requests: string } = await response.json()

  const feed = new Feed(endpoints.feed)
  feed.onValue = (topic, time, value) => charts[topic]?.add(time, value)
  feed.onState = showState

  const list = document.querySelector("#charts")!
  for (const [topic, chart] of Object.entries(charts)) {
    list.append(chart.element)
    chart.onToggle = (on) => (on ? feed.subscribe(topic) : feed.unsubscribe(topic))
    feed.subscribe(topic)
  }

  new Requests(endpoints.requests).attach(document.querySelector("#requests")!)
  setInterval(() => {
    show("#rate", feed.rate().toFixed(0))
    show("#total", feed.total.toLocaleString("en"))
  }, 250)
  // For the console of the browser's tools: what was received, as it is drawn.
  Object.assign(globalThis, { charts, feed })
}

function showState(state: Feed["state"]): void {
  const element = document.querySelector<HTMLElement>("#state")!
  element.dataset.state = state
  for (const chart of Object.values(charts)) chart.element.classList.toggle("old", state === "silent")
  element.textContent = { connecting: "Connecting", live: "Live", silent: "Silent, reconnecting" }[state]
}

function show(selector: string, text: string): void {
  document.querySelector(selector)!.textContent = text
}

main()
