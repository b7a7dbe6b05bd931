import DefaultTheme from "vitepress/theme"
import { OptionsFilter } from "./options-filter.mjs"
import "./style.css"

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("OptionsFilter", OptionsFilter)
  },
}
