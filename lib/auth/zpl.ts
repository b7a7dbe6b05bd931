/**
 * The part of ZPL, the property language of RFC 4, that certificates use: sections of one level, each with properties.
 */

/** The properties of each section, by name. */
type Sections = Map<string, Map<string, string>>

/** Parses ZPL text. Throws an Error that names the line, but never shows its content, which may be secret. */
export function parseZpl(text: string): Sections {
  const sections: Sections = new Map()
  let section: Map<string, string> | undefined
  // Some Windows editors begin the file with a byte-order mark, which would count as white space.
  text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .forEach((line, index) => {
      const fault = (problem: string) => new Error(`line ${index + 1} ${problem}`)
      const isIndented = /^\s/.test(line)
      // A line that is not indented matters only if it is the name of a section.
      const content = isIndented ? line.trim() : withoutComment(line.trim())
      if (content === "" || content.startsWith("#")) return
      const [name = "", value] = splitOnce(content)
      if (name === "") throw fault("has no name")
      if (!isIndented && value === undefined) {
        section = sections.get(name) ?? new Map()
        sections.set(name, section)
        return
      }
      // A property that is not indented belongs to the whole file; no such property of a certificate is used here.
      if (!isIndented) return
      if (section === undefined) throw fault("is indented, but in no section")
      if (section.has(name)) throw fault("has a name for the second time")
      const parsed = parseValue(value ?? "")
      if (parsed === undefined) throw fault("has a quote without an end, or text behind it")
      section.set(name, parsed)
    })
  return sections
}

function splitOnce(content: string): [string, string?] {
  const at = content.indexOf("=")
  return at === -1 ? [content] : [content.slice(0, at).trim(), content.slice(at + 1).trim()]
}

function withoutComment(text: string): string {
  return text.replace(/\s+#.*$/, "")
}

function parseValue(value: string): string | undefined {
  const quote = value[0]
  if (quote !== '"' && quote !== "'") return value.startsWith("#") ? "" : withoutComment(value)
  const end = value.indexOf(quote, 1)
  return end !== -1 && /^\s*(?:#.*)?$/.test(value.slice(end + 1)) ? value.slice(1, end) : undefined
}

/** The property names that czmq can read too. */
const propertyName = /^[\w$\-@.&+]+$/

export function isPropertyName(name: string): boolean {
  return propertyName.test(name)
}

/** Whether ZPL can represent the value. It has no escape sequences. */
export function isPropertyValue(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find.
  return !/[\x00-\x1f\x7f]/.test(value) && !(value.includes('"') && value.includes("'"))
}

/** Writes one section. */
export function formatZpl(section: string, properties: Iterable<readonly [string, string]>): string {
  const lines = Array.from(properties, ([name, value]) => {
    const quote = value.includes('"') ? "'" : '"'
    return `    ${name} = ${quote}${value}${quote}\n`
  })
  return `${section}\n${lines.join("")}`
}
