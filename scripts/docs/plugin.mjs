// What the API reference adds to TypeDoc's own output.
import fs from "node:fs"
import path from "node:path"
import { Comment, CommentTag, Converter, DeclarationReflection } from "typedoc"

/** @import { Application, CommentDisplayPart, Logger } from "typedoc" */

const manual = "https://zeromq.github.io/libzmq"

/** @param {Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    document.name = titleOf(document.content) ?? document.name
    checkLinks(document.content, document.project.files.getReflectionPath(document) ?? "", app.logger)
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    checkLinks(project.readme ?? [], "README.md", app.logger)
    const reflections = Object.values(project.reflections)
    for (const reflection of reflections.filter((found) => found instanceof DeclarationReflection)) {
      shareComments(reflection)
      if (isOption(reflection)) group(reflection, "Options")
    }
    for (const { comment } of reflections) {
      for (const { content } of comment?.blockTags ?? []) linkManual(content)
    }
  })
}

/**
 * The page's first heading.
 * @param {CommentDisplayPart[]} content
 */
function titleOf(content) {
  const text = content.map((part) => part.text).join("")
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll("`", "")
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
 * Makes links to folders of the repository plain text, because folders have no page here. Any other link must lead to a
 * page, or to a file, which TypeDoc copies. Warns of links that do not.
 * @param {CommentDisplayPart[]} content
 * @param {string} source
 * @param {Logger} logger
 */
function checkLinks(content, source, logger) {
  content.forEach((part, index) => {
    if (part.kind !== "relative-link") return
    const [name = ""] = part.text.split("#")
    const found = fs.statSync(path.resolve(path.dirname(source), name), { throwIfNoEntry: false })
    if (found === undefined) logger.warn(`The link to ${part.text} in ${source} leads nowhere`)
    if (!found?.isDirectory()) return
    const [before, after] = [content[index - 1], content[index + 1]]
    if (before !== undefined) before.text = before.text.replace(/\[([^\]]*)\]\($/, "$1")
    if (after !== undefined) after.text = after.text.replace(/^\)/, "")
    content[index] = { kind: "text", text: "" }
  })
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
 * @param {DeclarationReflection} reflection
 * @param {string} name
 */
function group(reflection, name) {
  const commented = reflection.getSignature ?? reflection
  commented.comment ??= new Comment()
  commented.comment.blockTags.push(new CommentTag("@group", [{ kind: "text", text: name }]))
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
