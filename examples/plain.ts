// PLAIN: a server that knows its users by name and password, looked up by an async function as in a database, and two
// clients, one of whom has forgotten his password. What PLAIN carries is not encrypted: it is for networks that are.
//
//   npm run example -- plain
import { EventEmitter, once } from "node:events"
import { setTimeout as wait } from "node:timers/promises"
import { Authenticator, Pull, Push, propertiesOf } from "zmq-napi"

const passwords: Record<string, string> = { ada: "analytical", charles: "difference" }

async function main(): Promise<void> {
  const denials = new EventEmitter()
  using auth = new Authenticator({
    log: (event) => {
      if (event.type !== "denied") return
      console.log(`Denied ${event.identity} from ${event.address}`)
      denials.emit("denied")
    },
  })
  auth.allow("127.0.0.0/8", "::1")
  auth.configurePlain({
    domain: "example",
    callback: async ({ username, password }) => {
      await wait(10)
      if (!Object.hasOwn(passwords, username) || passwords[username] !== password) return false
      return { allow: true, userId: `user:${username}` }
    },
  })
  auth.start()

  using server = new Pull({ plainServer: true, zapDomain: "example", messageProperties: true })
  await server.bind("tcp://127.0.0.1:*")
  // From now on, for this holds the process, and an Authenticator does not.
  const received = server.receive({ timeout: 10_000 })

  using charles = new Push({ plainUsername: "charles", plainPassword: "forgotten", linger: 0 })
  const turnedAway = once(denials, "denied")
  charles.connect(server.lastEndpoint!)
  await turnedAway

  using ada = new Push({ plainUsername: "ada", plainPassword: "analytical" })
  ada.connect(server.lastEndpoint!)
  await ada.send("A note on the engine")

  const message = await received
  console.log(`Received "${message[0]}" from ${propertiesOf(message)?.userId}`)
}

main()
