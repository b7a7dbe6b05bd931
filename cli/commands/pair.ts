import { bothWays } from "./both-ways"

export const pair = bothWays("Pair", {
  name: "pair",
  summary: "send to and receive from one peer (PAIR)",
  description:
    "Sends each line of the standard input to its one peer, and meanwhile writes each message that comes. After the end of " +
    "the input it goes on receiving: --count, --timeout or Ctrl-C ends it.",
  examples: [
    ["one end of a conversation", "zmq-napi pair --bind 'tcp://*:5559'"],
    ["the other", "zmq-napi pair --connect tcp://localhost:5559"],
  ],
})
