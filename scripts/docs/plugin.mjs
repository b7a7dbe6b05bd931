// What the API pages add to TypeDoc's own output, and what they leave to other pages.
import { Comment, CommentTag, Converter, DeclarationReflection, ReflectionKind } from "typedoc"

/** @import { Application, CommentDisplayPart, ProjectReflection } from "typedoc" */

const manual = "https://zeromq.github.io/libzmq"

/** The doc comments of the options, by the kind of their owner and by name: for the page that lists all options. */
const comments = { socket: new Map(), context: new Map() }

/** @returns {{ socket: Map<string, string>, context: Map<string, string> }} */
export function documentOptions() {
  return comments
}

/** @param {Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const declared = declarations(project)
    for (const reflection of declared) shareComments(reflection)
    for (const { comment } of Object.values(project.reflections)) {
      for (const { content } of comment?.blockTags ?? []) linkManual(content)
    }
    moveOptions(project, declared)
  })
  // After TypeDoc has found out what is inherited, and before it groups the members.
  app.converter.on(
    Converter.EVENT_RESOLVE_END,
    ({ project }) => {
      const declared = declarations(project)
      for (const reflection of declared) {
        hideSources(reflection)
        linkOptions(reflection)
      }
      shortenInherited(project, declared)
    },
    -50,
  )
}

/**
 * Their lines would change with every change of the code.
 * @param {DeclarationReflection} reflection
 */
function hideSources(reflection) {
  for (const each of [reflection, reflection.getSignature, reflection.setSignature, ...(reflection.signatures ?? [])]) {
    delete each?.sources
  }
}

/** @param {ProjectReflection} project */
function declarations({ reflections }) {
  return Object.values(reflections).filter((found) => found instanceof DeclarationReflection)
}

/**
 * A setter gets the comment of its getter, and an overload that of the method's first signature.
 * @param {DeclarationReflection} reflection
 */
function shareComments({ getSignature, setSignature, signatures = [] }) {
  const shared = getSignature?.comment ?? signatures[0]?.comment
  for (const signature of [setSignature, ...signatures]) {
    if (signature !== undefined && shared !== undefined) signature.comment ??= shared.clone()
  }
}

/**
 * The options are described on a page of their own, once: a class has up to 70 of them, all but a few shared.
 * @param {ProjectReflection} project
 * @param {DeclarationReflection[]} declared
 */
function moveOptions(project, declared) {
  for (const reflection of declared.filter(isOption)) {
    const owner = reflection.parent
    const kind = /^Context/.test(owner?.name ?? "") ? comments.context : comments.socket
    const comment = (reflection.getSignature ?? reflection).comment
    if (comment !== undefined && !kind.has(reflection.name)) kind.set(reflection.name, textOf(comment))
    if (owner?.kindOf(ReflectionKind.Class)) withOptions.add(owner.name)
    project.removeReflection(reflection)
  }
}

/** The classes that have options. */
const withOptions = new Set()

/**
 * A link from the page of the class to the options.
 * @param {DeclarationReflection} owner
 */
function optionsOf(owner) {
  return `[The options](${pageOfOptions(owner)}), which are properties and can be given to the constructor`
}

/** @param {DeclarationReflection} owner */
function pageOfOptions({ name, parent }) {
  const up = parent?.name.includes("/") ? "../../../.." : "../../.."
  return `${up}/options.md#${name === "Context" ? "context-options" : "by-socket-type"}`
}

/**
 * What a constructor takes has a page that describes a few members alone; it says where the others are.
 * @param {DeclarationReflection} reflection
 */
function linkOptions(reflection) {
  const owner = /^(.*)Options$/.exec(reflection.name)?.[1]
  // Of the class that all types extend: its options are those of a type that is a parameter.
  if (owner === undefined || owner === "Socket" || !withOptions.has(owner) || reflection.comment === undefined) return
  const text = `\n\nBeside the properties below, it has [the options of the type](${pageOfOptions(reflection)}).`
  reflection.comment.summary.push({ kind: "text", text })
}

/**
 * Whether it is a property of a socket or context that comes from the table of options.
 * @param {DeclarationReflection} reflection
 */
function isOption({ parent, sources, getSignature }) {
  const file = (sources ?? getSignature?.sources)?.[0]?.fullFileName
  return /\/lib\/options\/(table|types)\.ts$/.test(file ?? "") && /^[A-Z]/.test(parent?.name ?? "")
}

/**
 * A class lists what it inherits, with links, and describes what it has itself.
 * @param {ProjectReflection} project
 * @param {DeclarationReflection[]} declared
 */
function shortenInherited(project, declared) {
  for (const owner of declared.filter((found) => found.kindOf(ReflectionKind.Class))) {
    const inherited = (owner.children ?? []).filter(isInherited)
    const forUsers = inherited.filter(({ flags, name }) => !flags.isProtected && !name.startsWith("["))
    /** @type {Map<DeclarationReflection, DeclarationReflection[]>} */
    const origins = new Map()
    for (const member of forUsers) {
      const origin = originOf(member)?.parent
      if (!(origin instanceof DeclarationReflection)) continue
      origins.set(origin, [...(origins.get(origin) ?? []), member])
    }
    if (origins.size === 0) continue
    /** @type {CommentDisplayPart[]} */
    const content = withOptions.has(owner.name) ? [{ kind: "text", text: `\n- ${optionsOf(owner)}` }] : []
    for (const [origin, members] of origins) {
      content.push({ kind: "text", text: "\n- From " }, link(origin), { kind: "text", text: ": " })
      members.forEach((member, index) => {
        if (index > 0) content.push({ kind: "text", text: ", " })
        content.push(link(/** @type {DeclarationReflection} */ (originOf(member)), member.name))
      })
    }
    owner.comment ??= new Comment()
    owner.comment.blockTags.push(new CommentTag("@inherited", content))
    for (const member of inherited) project.removeReflection(member)
  }
}

/** @param {DeclarationReflection} member */
function isInherited(member) {
  return !member.kindOf(ReflectionKind.Constructor) && originOf(member) !== undefined
}

/**
 * The member that it inherits, if that has a page.
 * @param {DeclarationReflection} member
 */
function originOf(member) {
  let origin = target(member)
  for (let further = origin && target(origin); further !== undefined; further = target(further)) origin = further
  return origin
}

/** @param {DeclarationReflection} member */
function target({ inheritedFrom, signatures, getSignature }) {
  const reference = inheritedFrom ?? signatures?.[0]?.inheritedFrom ?? getSignature?.inheritedFrom
  const found = reference?.reflection
  if (found === undefined) return undefined
  const declaration = found instanceof DeclarationReflection ? found : found.parent
  return declaration instanceof DeclarationReflection ? declaration : undefined
}

/**
 * @param {DeclarationReflection} reflection
 * @param {string} [text]
 * @returns {CommentDisplayPart}
 */
function link(reflection, text = reflection.name) {
  return { kind: "inline-tag", tag: "@link", text, target: reflection }
}

/**
 * `zmq_bind(3)` becomes a link to that page of libzmq's manual.
 * @param {CommentDisplayPart[]} content
 */
function linkManual(content) {
  for (const part of content) {
    if (part.kind === "text") part.text = part.text.replace(/\b(zmq_\w+)\(([37])\)/g, `[$1($2)](${manual}/$1.html)`)
  }
}

/**
 * The comment as Markdown.
 * @param {Comment} comment
 */
function textOf({ summary, blockTags }) {
  const see = blockTags.filter(({ tag }) => tag === "@see").map(({ content }) => `See ${plain(content).trim()}.`)
  return [plain(summary).trim(), ...see].join("\n\n")
}

/** @param {CommentDisplayPart[]} content */
function plain(content) {
  return content.map(({ kind, text }) => (kind === "inline-tag" ? `\`${text}\`` : text)).join("")
}
