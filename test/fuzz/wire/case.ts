// A case: what a hostile peer does with one connection.

/** One thing that the peer does. */
export type Step =
  | { do: "write"; bytes: Buffer }
  /** Waits until the other side has sent that many bytes in all, or has ended the connection. */
  | { do: "await"; bytes: number }
  /** HELLO of CURVE, with a valid box. */
  | { do: "curve-hello" }
  /** INITIATE of CURVE with this metadata, after the server's WELCOME; `fault` names what is wrong in it. */
  | { do: "curve-initiate"; metadata: Buffer; fault: InitiateFault }
  /** MESSAGE of CURVE whose box holds these bytes; the nonce grows by `nonce`, which should be 1. */
  | { do: "curve-message"; plain: Buffer; nonce: number; flags: number }

export const initiateFaults = ["none", "cookie", "vouch", "nonce", "key", "short"] as const
export type InitiateFault = (typeof initiateFaults)[number]

/** How the peer ends the connection: it says so and waits for the other end, resets it, or just closes it. */
export const endings = ["finish", "reset", "close"] as const
export type Ending = (typeof endings)[number]

export interface Case {
  /** The index of the endpoint. */
  endpoint: number
  /** The address of this machine that the peer connects from, over tcp and ws. The ZAP handler answers by it. */
  source: string
  steps: Step[]
  ending: Ending
}

/** As JSON, with bytes in hexadecimal. */
export function format(value: Case): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    const { type, data } = (inner ?? {}) as { type?: unknown; data?: number[] }
    return type === "Buffer" ? { hex: Buffer.from(data!).toString("hex") } : inner
  })
}

export function parse(text: string): Case {
  return JSON.parse(text, (_, inner: unknown) => {
    const { hex } = (inner ?? {}) as { hex?: unknown }
    return typeof hex === "string" ? Buffer.from(hex, "hex") : inner
  }) as Case
}
