import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { type Browser, chromium } from "playwright-core"

const names = ["chromium", "chromium-browser", "google-chrome", "chrome"]

const executablePath = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path))

/** Why the tests in a browser are skipped, on a machine without Chromium. In CI they fail instead. */
export const withoutBrowser: string | false =
  !process.env.CI && executablePath === undefined && "Chromium is not installed (the Debian package chromium)"

/** Starts headless Chromium with an empty profile, and without its requests to the internet. */
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
