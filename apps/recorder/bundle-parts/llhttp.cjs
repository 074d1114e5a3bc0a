// undici's HTTP parser, which undici reads just before it compiles it: Node's modules are
// loaded by then, and this is WebAssembly that one answer is read with.
require("../dist/wasm-flags.js").preferBaselineWasm();

module.exports = require("undici/lib/llhttp/llhttp_simd-wasm.js");
