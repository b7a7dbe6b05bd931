import type { Entry } from "./entry"

const pattern = (entry: Entry): Entry => ({ ...entry, path: `patterns/${entry.name}` })

/** The programs of examples/patterns, each with several roles. */
export const patterns: readonly Entry[] = [
  pattern({
    name: "lazy-pirate",
    parameters: "server|client",
    sockets: "REQ, REP",
    summary: "a client that asks again when no reply comes, and gives up after three attempts",
  }),
  pattern({
    name: "load-balancing",
    parameters: "broker|worker|client",
    sockets: "ROUTER, REQ",
    summary: "a broker that gives each request to the worker which has been idle longest",
  }),
  pattern({
    name: "simple-pirate",
    parameters: "queue|worker|client",
    sockets: "ROUTER, REQ",
    summary: "the two above together: workers may die",
  }),
  pattern({
    name: "paranoid-pirate",
    parameters: "queue|worker|client",
    sockets: "ROUTER, DEALER, REQ",
    summary: "heartbeats both ways: workers and queue may die, hang, or be started anew",
  }),
  pattern({
    name: "majordomo",
    parameters: "broker|worker|client|lookup",
    sockets: "ROUTER, DEALER, REQ",
    summary: "services by name behind one broker, by the Majordomo Protocol",
  }),
  pattern({
    name: "freelance",
    parameters: "server|client",
    sockets: "ROUTER",
    summary: "a client of several servers, which turns to another when one does not reply",
  }),
  pattern({
    name: "value-cache",
    parameters: "cache|publisher|subscriber",
    sockets: "SUB, XPUB",
    summary: "a cache between publishers and subscribers: who comes late gets the last value of each topic at once",
  }),
  pattern({
    name: "clone",
    parameters: "primary|backup|writer|reader",
    sockets: "PUB, SUB, ROUTER, DEALER, PUSH, PULL",
    summary: "a state that every client has a copy of, and a second server that takes over",
  }),
  pattern({
    name: "espresso",
    parameters: "proxy|publisher|subscriber|listener",
    sockets: "XSUB, XPUB, PUB, SUB",
    summary: "every update and subscription that goes through a proxy, for whoever listens",
  }),
  pattern({
    name: "pipeline",
    parameters: "sink|ventilator|worker",
    sockets: "PUSH, PULL, XPUB, SUB",
    summary: "tasks for workers, which end when the sink has all results; what a killed worker loses is done again",
  }),
]
