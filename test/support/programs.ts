/**
 * Runs the program whose name is the first argument of the command line, with the second argument, and prints `checked`
 * when it has ended well. A module that a test imports for the names of its programs runs none.
 */
export function runNamedProgram<Argument extends string>(
  main: NodeModule,
  programs: Readonly<Record<string, (argument: Argument) => Promise<unknown>>>,
): void {
  if (require.main !== main) return
  const [name = "", argument = ""] = process.argv.slice(2)
  const program = programs[name]
  if (program === undefined) throw new Error(`There is no program ${name}`)
  void program(argument as Argument).then(() => console.log("checked"))
}
