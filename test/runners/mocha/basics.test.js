const zmq = require("zmq-napi")
const { basics } = require("../common/basics.js")
const { checkPlace } = require("../common/place.js")

it("this file runs where the configuration says", checkPlace)

for (const [name, run] of Object.entries(basics)) it(name, () => run(zmq))
