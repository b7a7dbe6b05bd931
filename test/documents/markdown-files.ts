import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { repository } from "../support/repository"

/** All Markdown files of the repository. Files that git ignores are generated, or belong to other projects. */
export function markdownFiles(): string[] {
  const parameters = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"]
  const listed = execFileSync("git", parameters, { cwd: repository, encoding: "utf8" }).split("\0")
  return listed.filter((name) => name !== "" && existsSync(join(repository, name)))
}
