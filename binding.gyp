{
  # Delegates to the one build description, CMakeLists.txt. The output is never made, so that the action always runs.
  "targets": [
    {
      "target_name": "zmq_napi",
      "type": "none",
      "actions": [
        {
          "action_name": "cmake",
          "inputs": [],
          "outputs": ["<(PRODUCT_DIR)/always"],
          "action": ["node", "scripts/build.mjs"]
        }
      ]
    }
  ]
}
