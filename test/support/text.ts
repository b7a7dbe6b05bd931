/** The parts of a message as text, to be compared at a glance. */
export function text(message: readonly Buffer[]): string[] {
  return message.map((part) => part.toString())
}
