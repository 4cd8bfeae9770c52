// The worker's first words. wasm-bindgen's glue stands above them; the program comes with the first message, because a worker cannot
// check by its hash what it fetches for itself.
onmessage = async ({ data }) => {
  try {
    await wasm_bindgen({ module_or_path: data });
    wasm_bindgen.begin();
  } catch (error) {
    postMessage(["0", "failed", String(error)]);
  }
};
