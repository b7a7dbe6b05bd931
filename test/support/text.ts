/** The parts of a message as text, to be compared at a glance. */
export function text(message: readonly Buffer[]): string[] {
  return message.map((part) => part.toString())
}

/** Whether two messages have the same bytes in the same parts. */
export function sameParts(parts: readonly Buffer[], expected: readonly Buffer[]): boolean {
  return parts.length === expected.length && parts.every((part, index) => expected[index]?.equals(part))
}

export function firstLine(text: string): string {
  return text.split("\n", 1).join()
}
