// Tasks and results are [number, ...]; what concerns them all is published by the sink.

/** How many tasks there are: the ventilator's first message to the sink. */
export const TOTAL = "TOTAL"
/** A subscription has arrived: what the sink publishes from then on does, too. */
export const WELCOME = "WELCOME"
/** A task whose result is missing is to be handed out again: its number follows. */
export const AGAIN = "AGAIN"
/** All results are there. */
export const KILL = "KILL"
