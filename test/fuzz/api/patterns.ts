import { Channel, Client, Gather, Scatter, Server } from "#lib/draft"
import {
  capability,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  type Socket,
  Subscriber,
  XPublisher,
} from "#lib/index"

type Make = (options: object) => Socket

/** Two types of sockets that talk to each other, and what they promise. */
export interface Pattern {
  left: Make
  right: Make
  /** The most sockets on a side. */
  most: readonly [left: number, right: number]
  /** The sides that the program sends on, and receives on. In a service, the right side answers by itself. */
  sends: readonly Side[]
  receives: readonly Side[]
  service?: true
  /** A message has one part. */
  onePart?: true
  /** Each receiver gets every message, and not one of them. */
  everyone?: true
  /** The right side sends to a peer that it names, which it knows from the peer's own messages. */
  routes?: true
  /** Messages may be dropped although nothing was closed. */
  drops?: true
}

export type Side = "left" | "right"

const both = ["left", "right"] as const

const stable = {
  "PUSH-PULL": {
    left: (options) => new Push(options),
    right: (options) => new Pull(options),
    most: [3, 3],
    sends: ["left"],
    receives: ["right"],
  },
  PAIR: {
    left: (options) => new Pair(options),
    right: (options) => new Pair(options),
    most: [1, 1],
    sends: both,
    receives: both,
  },
  "DEALER-DEALER": {
    left: (options) => new Dealer(options),
    right: (options) => new Dealer(options),
    most: [2, 2],
    sends: both,
    receives: both,
  },
  "DEALER-ROUTER": {
    left: (options) => new Dealer(options),
    right: (options) => new Router({ mandatory: true, ...options }),
    most: [3, 1],
    sends: both,
    receives: both,
    routes: true,
  },
  "REQ-REP": {
    left: (options) => new Request(options),
    right: (options) => new Reply(options),
    most: [3, 1],
    sends: ["left"],
    receives: ["left"],
    service: true,
  },
  "XPUB-SUB": {
    left: (options) => new XPublisher({ noDrop: true, verbosity: "allSubs", ...options }),
    right: (options) => new Subscriber(options),
    most: [1, 3],
    sends: ["left"],
    receives: ["right"],
    everyone: true,
  },
  "PUB-SUB": {
    left: (options) => new Publisher(options),
    right: (options) => new Subscriber(options),
    most: [2, 3],
    sends: ["left"],
    receives: ["right"],
    everyone: true,
    drops: true,
  },
} satisfies Record<string, Pattern>

const drafts = {
  "SCATTER-GATHER": {
    left: (options) => new Scatter(options),
    right: (options) => new Gather(options),
    most: [3, 3],
    sends: ["left"],
    receives: ["right"],
    onePart: true,
  },
  CHANNEL: {
    left: (options) => new Channel(options),
    right: (options) => new Channel(options),
    most: [1, 1],
    sends: both,
    receives: both,
    onePart: true,
  },
  "CLIENT-SERVER": {
    left: (options) => new Client(options),
    right: (options) => new Server(options),
    most: [3, 1],
    sends: both,
    receives: both,
    onePart: true,
    routes: true,
  },
} satisfies Record<string, Pattern>

export type PatternName = keyof typeof stable | keyof typeof drafts

export const patterns: Readonly<Record<PatternName, Pattern>> = { ...stable, ...drafts }

export const patternNames = Object.keys({ ...stable, ...(capability.draft ? drafts : {}) }) as PatternName[]
