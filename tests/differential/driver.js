// Instantiates modules and calls their exports, all `() -> i64`. Standard input: a JSON list of {wasm, exports}, the module in
// hexadecimal. Standard output: a JSON list of {instance, calls}, the answers of instantiating and of each call.
'use strict';

// What goes wrong in instantiating has a prefix, and says more than it would in a function.
function kind(message) {
  return message.replace(/^WebAssembly\.Instance\(\): /, '').replace(/^(data segment) \d+ is (out of bounds) .*$/, '$1 $2');
}

function answer(action) {
  try {
    const result = action();
    return typeof result === 'bigint' ? {value: BigInt.asUintN(64, result).toString(16)} : {value: ''};
  } catch (error) {
    if (error instanceof WebAssembly.Exception) return {exception: ''};
    if (error instanceof WebAssembly.RuntimeError) return {trap: kind(error.message)};
    if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return {refused: error.message};
    return {exhausted: String(error)};
  }
}

const modules = JSON.parse(require('fs').readFileSync(0));
const answers = modules.map(({wasm, exports}) => {
  let instance;
  const outcome = answer(() => { instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(wasm, 'hex'))); });
  return {instance: outcome, calls: instance ? exports.map(name => answer(instance.exports[name])) : []};
});
process.stdout.write(JSON.stringify(answers));
