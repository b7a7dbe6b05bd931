import { addEnvelopeOption, bothWays } from "./both-ways"

export const dealer = bothWays("Dealer", {
  name: "dealer",
  summary: "send and receive at any time (DEALER)",
  description:
    "Sends each line of the standard input to one of the peers in turn, and meanwhile writes each message that comes. After " +
    "the end of the input it goes on receiving: --count, --timeout or Ctrl-C ends it.",
  own: addEnvelopeOption,
  examples: [
    [
      "three requests to a REP, without waiting for the replies in between",
      "zmq-napi dealer --connect tcp://localhost:5555 --envelope -m one -m two -m three --count 3",
    ],
  ],
})
