import { NoReplyError } from "./client"

/**
 * Asks for the numbers from 1 to `count`, one after the other, checks that each reply is the one to its request, and
 * tells how it went. `ask` resolves with the reply to a number.
 */
export async function askForAll(count: number, ask: (number: string) => Promise<string>): Promise<void> {
  let replies = 0
  try {
    for (let number = 1; number <= count; number++) {
      const reply = await ask(String(number))
      if (!reply.startsWith(`${number} `)) throw new Error(`The reply to ${number} is: ${reply}`)
      replies++
      console.log(`Reply: ${reply}`)
    }
  } catch (error) {
    if (!(error instanceof NoReplyError)) throw error
    console.error(error.message)
    process.exitCode = 1
  } finally {
    console.log(`${replies} of ${count} requests were answered`)
  }
}
