import { siteConfig } from "../../scripts/docs/site.mjs"

export default siteConfig()
