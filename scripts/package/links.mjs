import path from "node:path"
import hostedGitInfo from "hosted-git-info"

/** @typedef {(file: string, image: boolean) => string | undefined} Address */

const link = /(?<image>!?)\[(?<text>[^\]]*)\]\((?<target>[^)\s]+)\)/g

/**
 * Rewrites the relative links of a page that lies in the root of the package. Those to files of the tarball stay. Others
 * get the address of the file in the repository. Without an address the text of the link remains, and an image goes.
 * @param {string} markdown
 * @param {Set<string>} files those of the tarball
 * @param {Address} address
 */
export function rewriteLinks(markdown, files, address) {
  return markdown.replace(link, (whole, image, text, target) => {
    const [file = "", fragment] = target.split("#")
    if (file === "" || isAbsolute(target) || files.has(path.posix.normalize(file))) return whole
    const found = address(path.posix.normalize(file), image !== "")
    if (found === undefined) return image ? "" : text
    return `${image}[${text}](${found}${fragment === undefined ? "" : `#${fragment}`})`
  })
}

/**
 * The relative links of a page that lead to no file of the tarball.
 * @param {string} markdown
 * @param {Set<string>} files
 */
export function deadLinks(markdown, files) {
  const targets = [...markdown.matchAll(link)].map(({ groups }) => groups?.target ?? "")
  return targets.filter((target) => {
    const file = target.split("#")[0] ?? ""
    return file !== "" && !isAbsolute(target) && !files.has(path.posix.normalize(file))
  })
}

/**
 * Where the files of this version are seen: the tag of its release in package.json's repository, if that is on a site
 * whose addresses are known.
 * @param {{ version: string, repository?: string | { url: string } }} manifest
 * @returns {Address}
 */
export function addressIn({ repository, version }) {
  const url = typeof repository === "object" ? repository.url : repository
  const host = url === undefined ? undefined : hostedGitInfo.fromUrl(`${url}#v${version}`)
  return (file, image) => (image ? host?.file(file) : host?.browse(file))
}

/** @param {string} target */
function isAbsolute(target) {
  return /^[a-z][a-z0-9+.-]*:/i.test(target)
}
