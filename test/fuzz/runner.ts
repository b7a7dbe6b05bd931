/** Makes this process carry out the plans that its parent sends, at once, and answer with what went wrong. */
export function carryOut<Plan>(execute: (plan: Plan) => Promise<string[]>): void {
  process.on("message", (plans: Plan[]) => {
    void Promise.all(plans.map(execute)).then((violations) => process.send!(violations.flat()))
  })
}
