export default {
  logLevel: "warn",
  build: { ssr: "service.mjs", outDir: "out/vite", emptyOutDir: false },
}
