// Above the table of socket options: shows the options of one socket type, or those whose name contains some letters.
import { defineComponent, h, ref, watchEffect } from "vue"

export const OptionsFilter = defineComponent({
  setup() {
    const root = ref(null)
    const type = ref("")
    const letters = ref("")
    const shown = ref("")
    watchEffect(
      () => {
        const wanted = [type.value, letters.value.trim().toLowerCase()]
        const table = tableAfter(root.value)
        if (table === null) return
        const rows = [...table.tBodies[0].rows]
        for (const row of rows) row.hidden = !fits(row, ...wanted)
        shown.value = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`
      },
      { flush: "post" },
    )
    return () =>
      h("form", { ref: root, class: "options-filter", onSubmit: (event) => event.preventDefault() }, [
        h("label", [
          "Socket type ",
          h("select", { value: type.value, onChange: (event) => (type.value = event.target.value) }, [
            h("option", { value: "" }, "all"),
            ...types(root.value).map((name) => h("option", { value: name }, name)),
          ]),
        ]),
        h("label", [
          "Name contains ",
          h("input", {
            type: "search",
            value: letters.value,
            onInput: (event) => (letters.value = event.target.value),
          }),
        ]),
        h("output", shown.value),
      ])
  },
})

/** The socket types, from the table of the options that not all types have. */
function types(form) {
  const table = form?.closest(".vp-doc")?.querySelector("table")
  return table ? [...table.tBodies[0].rows].map((row) => row.cells[0].textContent.trim()) : []
}

function tableAfter(form) {
  let element = form
  while (element !== null && element.tagName !== "TABLE") element = element.nextElementSibling
  return element
}

function fits(row, type, letters) {
  const [name, , , sockets] = [...row.cells].map((cell) => cell.textContent.trim())
  if (letters !== "" && !name.toLowerCase().includes(letters)) return false
  if (type === "" || sockets === "all") return true
  const named = sockets
    .replace(/^all but /, "")
    .split(", ")
    .includes(type)
  return sockets.startsWith("all but ") ? !named : named
}
