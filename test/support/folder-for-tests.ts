import { after } from "node:test"
import { TemporaryFolder } from "./temporary-folder"

/** A new folder for the tests of a file, which is removed after the last of them. */
export function folderForTests(): TemporaryFolder {
  const folder = new TemporaryFolder()
  after(() => folder[Symbol.dispose]())
  return folder
}
