// The drawings of the pages: the repository shows blocks of Mermaid as drawings, and so does the site.
import { renderMermaidSVG } from "beautiful-mermaid"

/** @import { MarkdownRenderer } from "vitepress" */

/**
 * Lets the pages' blocks of Mermaid become drawings.
 * @param {MarkdownRenderer} renderer
 */
export function withDrawings({ renderer: { rules } }) {
  const block = rules.fence
  rules.fence = (tokens, index, options, environment, self) => {
    const { info = "", content = "" } = tokens[index] ?? {}
    return info.trim() === "mermaid" ? draw(content) : (block?.(tokens, index, options, environment, self) ?? "")
  }
}

/**
 * The drawing without its style sheet, which Vue would drop and which loads a font of another site. The theme's style
 * sheet has the colors.
 * @param {string} code
 */
function draw(code) {
  const svg = renderMermaidSVG(code, { transparent: true, bg: "var(--vp-c-bg)", fg: "var(--vp-c-text-1)" })
  return `<div class="drawing">${svg.replace(/<style>.*?<\/style>/s, "")}</div>\n`
}
