// npm runs this before it publishes the folder of the repository, and ends with its exit code.
console.error(`
zmq-napi: what is published is the tarball of \`npm run package\`, and not this folder: the tarball has another
package.json, pages whose links work, and a bill of materials. See docs/contributing/releasing.md.
`)
process.exitCode = 1
