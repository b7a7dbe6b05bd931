// The site: its settings, and the calls of VitePress that build and serve it.
import path from "node:path"
import { withDrawings } from "./drawing.mjs"
import { sidebar } from "./pages.mjs"
import { slug } from "./slug.mjs"
import { stagePages } from "./stage.mjs"

/** @import { DefaultTheme, UserConfig } from "vitepress" */

const pages = path.resolve("build", "docs", "pages")

/** The repository's address, which a workflow of GitHub knows. */
function repositoryAddress() {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined
}

/**
 * docs/.vitepress/config.mjs. `DOCS_BASE` is the path under which the site is served, such as /zmq-napi/.
 * @returns {UserConfig<DefaultTheme.Config>}
 */
export function siteConfig() {
  const repository = repositoryAddress()
  return {
    title: "zmq-napi",
    description: "ZeroMQ for Node.js: libzmq with a promise-based API",
    lang: "en",
    base: process.env.DOCS_BASE || "/",
    srcDir: pages,
    cacheDir: path.resolve("build", "docs", "cache"),
    markdown: {
      anchor: { slugify: slug },
      theme: { light: "github-light", dark: "github-dark" },
      config: withDrawings,
    },
    vite: {
      // Vite would warn of the search's index, which is loaded when somebody searches.
      build: { chunkSizeWarningLimit: 5000 },
      publicDir: false,
    },
    themeConfig: {
      nav: [
        { text: "Tutorial", link: "/tutorial/getting-started", activeMatch: "^/tutorial/" },
        { text: "How-to", link: "/how-to/choosing-a-socket", activeMatch: "^/how-to/" },
        { text: "Reference", link: "/reference/api/", activeMatch: "^/reference/" },
        { text: "Explanation", link: "/explanation/life-of-a-message", activeMatch: "^/explanation/" },
      ],
      sidebar: sidebar(),
      outline: [2, 3],
      search: { provider: "local" },
      ...(repository !== undefined && { socialLinks: [{ icon: "github", link: repository }] }),
    },
  }
}

/** @param {string} out */
export async function buildSite(out) {
  const repository = repositoryAddress()
  stagePages(pages, repository && `${repository}/tree/${process.env.GITHUB_SHA || "main"}`)
  const { build } = await import("vitepress")
  await build("docs", { outDir: out })
}

/**
 * Serves what was built, until the process is ended.
 * @param {string} out
 */
export async function previewSite(out) {
  const { preview } = await import("vite")
  const server = await preview({ configFile: false, base: process.env.DOCS_BASE || "/", build: { outDir: out } })
  server.printUrls()
}
