import { Authenticator, type Context, curveKeyPair, type Socket } from "#lib/index"
import { type Transport, transports } from "./endpoints"

const keys = { server: curveKeyPair(), client: curveKeyPair() }
const user = { name: "user", password: "password" }

/** The options of a server and of a client, by the mechanism that they make the two agree on. */
const mechanisms = {
  NULL: { server: {}, client: {} },
  PLAIN: { server: { plainServer: true }, client: { plainUsername: user.name, plainPassword: user.password } },
  CURVE: {
    server: { curveServer: true, curveSecretKey: keys.server.secretKey },
    client: {
      curvePublicKey: keys.client.publicKey,
      curveSecretKey: keys.client.secretKey,
      curveServerKey: keys.server.publicKey,
    },
  },
}
type Mechanism = keyof typeof mechanisms

/** A way in which two sockets can be connected. */
export interface Link {
  name: string
  transport: Transport
  /** The options of a server, and of a client. */
  server: Record<string, unknown>
  client: Record<string, unknown>
  /** To be called before bind and connect. */
  secure(server: Socket, client: Socket): void
}

const link = (transport: Transport, mechanism: Mechanism): Link => ({
  name: mechanism === "NULL" ? transport : `${transport} with ${mechanism}`,
  transport,
  ...mechanisms[mechanism],
  secure(server, client) {
    Object.assign(server, mechanisms[mechanism].server)
    Object.assign(client, mechanisms[mechanism].client)
  },
})

/** Every transport with every mechanism that it has. */
export const links: readonly Link[] = transports.flatMap((transport) =>
  transport === "inproc"
    ? [link(transport, "NULL")]
    : (Object.keys(mechanisms) as Mechanism[]).map((mechanism) => link(transport, mechanism)),
)

/** Accepts the clients of all mechanisms. The test stops it. */
export function authenticate(context: Context): Authenticator {
  const authenticator = new Authenticator({ context })
    .configurePlain({ users: { [user.name]: user.password } })
    .configureCurve({ keys: [keys.client.publicKey] })
  authenticator.start()
  return authenticator
}
