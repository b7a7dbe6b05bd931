// Opens a socket, and prints why that fails.
import { Push } from "#lib/index"

try {
  new Push()
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException
  console.log(code, message)
}
