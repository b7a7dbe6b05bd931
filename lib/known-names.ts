/** Refuses what is misspelt: it would be passed over, and what was meant not be done. */
export function checkNames(given: object, known: readonly string[], of: string): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const message = `Unknown name "${unknown}" in the ${of}, which has ${known.join(", ")}`
  throw Object.assign(new TypeError(message), { code: "ERR_INVALID_ARG_VALUE" })
}
