// Runs a WASI module under node, with the options of a file:
//   node run-node.mjs MODULE OPTIONS TEMPORARY ARGUMENTS...
// OPTIONS is a NAME.options file or an empty word; @TMP@ in it stands for the folder TEMPORARY.
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [module, optionsFile, temporary, ...args] = process.argv.slice(2);
const env = {};
const preopens = {};
let argv0 = module;
const lines = optionsFile ? readFileSync(optionsFile, 'utf8').split('\n').filter((line) => line !== '') : [];
for (const line of lines) {
  const [, key, value] = /^--([a-z0-9]+)=(.*)$/.exec(line.replaceAll('@TMP@', temporary));
  if (key === 'argv0') argv0 = value;
  else if (key === 'env') env[value.slice(0, value.indexOf('='))] = value.slice(value.indexOf('=') + 1);
  else if (key === 'dir') {
    const [host, guest] = value.split('::');
    preopens[guest ?? host] = host;
  } else throw new Error(`unknown option ${line}`);
}
const wasi = new WASI({ version: 'preview1', args: [argv0, ...args], env, preopens });
const { instance } = await WebAssembly.instantiate(readFileSync(module), wasi.getImportObject());
process.exitCode = wasi.start(instance);
