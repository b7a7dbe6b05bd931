import type { Entry } from "./entry"

/** One program for each of the socket types, and for what most programs need. */
export const basics: readonly Entry[] = [
  {
    name: "hello-server",
    parameters: "[endpoint]",
    sockets: "REP",
    summary: "`Received Hello` for each request, which it answers with `World` after a short time",
  },
  {
    name: "hello-client",
    parameters: "[endpoint]",
    sockets: "REQ",
    summary: "ten times `Received World`; started first, it waits for its server",
  },
  {
    name: "echo-server",
    parameters: "[endpoint ...]",
    sockets: "REP",
    summary: "where it listens, at every given endpoint; it sends every request back unchanged",
  },
  {
    name: "echo-client",
    parameters: "[endpoint [word ...]]",
    sockets: "REQ",
    summary: "the echo of each word, then of all words as the parts of one message",
  },
  {
    name: "publisher",
    parameters: "[endpoint]",
    sockets: "PUB",
    summary: "where it publishes numbered updates on the topics `1` and `2`",
  },
  {
    name: "subscriber",
    parameters: "[prefix [endpoint]]",
    sockets: "SUB",
    summary: "the updates whose topic begins with the prefix, from the time of its subscription",
  },
  {
    name: "push-pull",
    parameters: "[workers]",
    sockets: "PUSH, PULL",
    summary:
      "a manager hands out 30 tasks to worker processes; the sink reports the time and each worker's equal share",
  },
  {
    name: "pair",
    parameters: "[endpoint]",
    sockets: "PAIR",
    summary: "two processes, each of which receives three words from the other",
  },
  {
    name: "pair-threads",
    sockets: "PAIR",
    summary:
      "`step1 -> step2 -> step3`: a signal through three threads over `inproc://`, in a context that is passed to each thread",
  },
  {
    name: "envelopes",
    parameters: "[endpoint]",
    sockets: "XPUB, SUB",
    summary: "ten messages published with the envelopes A and B; the five with B arrive",
  },
  {
    name: "request-broker",
    parameters: "[clients' endpoint [workers' endpoint]]",
    sockets: "ROUTER, DEALER",
    summary: "where clients and workers meet; clients: `hello-client tcp://localhost:5559`",
  },
  {
    name: "poller-broker",
    parameters: "[clients' endpoint [workers' endpoint]]",
    sockets: "ROUTER, DEALER",
    summary: "the same broker as one loop over a Poller, and the parts of each request and reply",
  },
  {
    name: "broker-worker",
    parameters: "[name [endpoint]]",
    sockets: "REP",
    summary: "its share of the requests; start several",
  },
  {
    name: "weather-proxy",
    parameters: "[stations' endpoint [readers' endpoint]]",
    sockets: "XSUB, XPUB",
    summary: "where stations and readers meet; updates go one way, subscriptions the other",
  },
  {
    name: "weather-station",
    parameters: "[endpoint]",
    sockets: "PUB",
    summary: "where it publishes the weather of ten zip codes, 10001 to 10010",
  },
  {
    name: "weather-reader",
    parameters: "[zip [endpoint]]",
    sockets: "SUB",
    summary: "ten updates of one zip code, and their averages",
  },
  {
    name: "slow-joiner",
    sockets: "PUB, SUB, REQ, REP",
    summary: "how many hellos it took until the subscription had arrived, and that no update after that was lost",
  },
  {
    name: "queue-device",
    parameters: "[clients' endpoint [workers' endpoint]]",
    sockets: "ROUTER, DEALER",
    summary: "as `request-broker`, by a device; at its end, how many messages it forwarded",
  },
  {
    name: "forwarder-device",
    parameters: "[stations' endpoint [readers' endpoint]]",
    sockets: "XSUB, XPUB",
    summary:
      "as `weather-proxy`, by a device; the first bytes of every message in both directions, as its capture received them",
  },
  {
    name: "streamer-device",
    parameters: "[pieces of work]",
    sockets: "PULL, PUSH",
    summary: "two producers, three consumers, and the equal share of each",
  },
  {
    name: "durable-subscriber",
    sockets: "ROUTER, DEALER",
    summary:
      "a subscriber that is killed in the middle of a hundred entries; it loses none of them and counts none twice",
  },
  {
    name: "last-value-cache",
    sockets: "XPUB, SUB",
    summary: "two subscribers that connect late, and the last price that each receives at once",
  },
  {
    name: "worker-threads",
    parameters: "[endpoint]",
    sockets: "ROUTER, DEALER, REP, device",
    summary: "a queue device and five threads at `inproc://workers` that answer `hello-client` in turn",
  },
  {
    name: "browser",
    parameters: "[page's address [publisher's endpoint [router's endpoint]]]",
    sockets: "XPUB, ROUTER",
    summary:
      "an address to open in a browser: a live chart of this process, switches that subscribe, and a box for requests",
  },
  {
    name: "market-data",
    path: "services/market-data",
    parameters: "[page's address [endpoint for pages [endpoint for programs [quotes a second]]]]",
    sockets: "XPUB",
    summary: "an address to open in a browser: quotes of the symbols that are switched on",
  },
  {
    name: "streams",
    parameters: "[file [endpoint]]",
    sockets: "PUSH, PULL",
    summary: "the numbered lines of a file, which went through streams of Node and of the Web",
  },
  {
    name: "logging",
    parameters: "[endpoint]",
    sockets: "XPUB, SUB",
    summary: "the warnings and errors that two services log with pino",
  },
  {
    name: "diagnostics",
    parameters: "[metrics' address [endpoint]]",
    sockets: "ROUTER, DEALER",
    summary: "spans of OpenTelemetry that go from socket to socket, and the address of metrics for Prometheus",
  },
  {
    name: "web-page",
    parameters: "[endpoint]",
    sockets: "STREAM",
    summary: "an address to open in a browser, and a line for each visit",
  },
  {
    name: "monitor",
    parameters: "[endpoint]",
    sockets: "REQ, REP",
    summary: "a client's connection: made, lost when the server ends, and made again",
  },
  {
    name: "service",
    parameters: "[jobs' endpoint [results' endpoint]]",
    sockets: "PULL, PUSH",
    summary:
      "at Ctrl+C it accepts no more jobs, does those that have arrived, and ends when their results have been transmitted",
  },
  {
    name: "service-client",
    parameters: "[jobs [jobs' endpoint [results' endpoint]]]",
    sockets: "PUSH, PULL",
    summary: "how many of its jobs are done; after Ctrl+C in the service's terminal, every accepted job is among them",
  },
  {
    name: "curve-server",
    parameters: "<folder> [endpoint]",
    sockets: "REP",
    summary: "which clients are allowed and which are denied, by the certificates in `<folder>/clients` at that time",
  },
  {
    name: "curve-client",
    parameters: "<folder> [endpoint [stranger]]",
    sockets: "REQ",
    summary: "its key, and `Received Hello, whoever you are`; as a stranger, no answer",
  },
  { name: "plain", sockets: "PULL, PUSH", summary: "a rejected password, and a message that says which user sent it" },
  {
    name: "client-server",
    parameters: "[clients]",
    sockets: "SERVER, CLIENT (drafts)",
    summary: "a server that answers each client twice, by its routing id",
  },
  {
    name: "radio-dish",
    parameters: "[group [endpoint]]",
    sockets: "RADIO, DISH (drafts)",
    summary: "three updates of the group that it joined, over `udp://`",
  },
  {
    name: "tour",
    parameters: "[seconds]",
    sockets: "REQ, REP, XPUB, SUB, PUSH, PULL, PAIR",
    summary: "the tour below",
  },
]
