import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { type Browser, chromium } from "playwright-core"

const names = ["chromium", "chromium-browser", "google-chrome", "chrome"]

const executablePath = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path))

/** Why the tests in a browser are left out, on a machine without Chromium; in CI they fail there. */
export const withoutBrowser: string | false =
  !process.env.CI && executablePath === undefined && "Chromium is not installed (the Debian package chromium)"

/** Starts headless Chromium with a new, empty profile, and without what it would look up in the internet. */
export function startBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(`Nothing named ${names.join(", ")} is on the PATH`)
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox", // Chromium refuses to run as root with it
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  })
}
