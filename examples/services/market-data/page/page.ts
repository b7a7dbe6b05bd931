// The page: a row for each symbol, which its switch subscribes to.
import { type FeedState, type Quote, Quotes } from "./quotes"

const symbols = ["ACME", "GLOBEX", "INITECH", "UMBRELLA", "HOOLI"]
const states = { connecting: "Connecting", live: "Live", silent: "Silent, reconnecting" }
let received = 0
let missed = 0

async function main(): Promise<void> {
  const response = await fetch("/endpoints.json")
  const { feed }: { feed: string } = await response.json()
  const quotes = new Quotes(feed)
  quotes.onState = showState
  quotes.onQuote = (quote, gap) => {
    received++
    missed += gap
    show("#received", received.toLocaleString("en"))
    show("#missed", missed.toLocaleString("en"))
    showQuote(quote)
  }
  for (const symbol of symbols) addRow(symbol, quotes)
}

function addRow(symbol: string, quotes: Quotes): void {
  const row = document.querySelector<HTMLTableSectionElement>("#quotes")!.insertRow()
  row.id = symbol
  const label = document.createElement("label")
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true })
  box.addEventListener("change", () => {
    row.classList.toggle("off", !box.checked)
    if (box.checked) quotes.subscribe(symbol)
    else quotes.unsubscribe(symbol)
  })
  label.append(box, symbol)
  const header = document.createElement("th")
  header.scope = "row"
  header.append(label)
  row.append(header)
  for (const name of ["price", "change", "time"]) row.insertCell().className = name
  quotes.subscribe(symbol)
}

function showQuote({ symbol, price, change, time }: Quote): void {
  show(`#${symbol} .price`, price.toFixed(2))
  show(`#${symbol} .change`, `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(2)} %`)
  show(`#${symbol} .time`, new Date(time).toLocaleTimeString("en-GB"))
  document.getElementById(symbol)!.dataset.direction = change < 0 ? "down" : "up"
}

function showState(state: FeedState): void {
  const element = document.querySelector<HTMLElement>("#state")!
  if (element.dataset.state === state) return
  element.dataset.state = state
  element.textContent = states[state]
  document.querySelector("table")!.classList.toggle("old", state === "silent")
}

function show(selector: string, text: string): void {
  document.querySelector(selector)!.textContent = text
}

void main()
