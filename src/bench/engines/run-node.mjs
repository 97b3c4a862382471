// Runs a module under node: run-node.mjs MODULE OPTIONS ARGUMENTS...
// OPTIONS is JSON: {"argv0": NAME, "folders": [[HOST, GUEST]…], "variables": ["NAME=VALUE"…]}. The hosts are WASI preview 1 and
// MoonBit's spectest.print_char, which takes a UTF-16 unit; the second half of a pair completes a character.
import { readFileSync, writeSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [path, options, ...args] = process.argv.slice(2);
const { argv0, folders, variables } = JSON.parse(options);
const env = Object.fromEntries(variables.map((it) => [it.slice(0, it.indexOf('=')), it.slice(it.indexOf('=') + 1)]));
// To a program that asks, node 24 refuses an empty environment: EINVAL.
if (variables.length === 0) env.ENGINE = 'node';
const preopens = Object.fromEntries(folders.map(([host, guest]) => [guest, host]));
const wasi = new WASI({ version: 'preview1', args: [argv0, ...args], env, preopens });

let text = '';
function flush() {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
  text = '';
}
function print_char(unit) {
  text += String.fromCharCode(unit);
  if (text.length > 60000 && (unit & 0xfc00) !== 0xd800) flush();
}

const module = await WebAssembly.compile(readFileSync(path));
const imports = { ...wasi.getImportObject(), spectest: { print_char } };
// What nobody provides fails when it is called, as it does in Wastrel.
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
  if (kind !== 'function' || imports[from]?.[name]) continue;
  imports[from] = { ...imports[from], [name]: () => { throw new Error(`${from}.${name} is not provided`); } };
}
const instance = await WebAssembly.instantiate(module, imports);
if (instance.exports.memory) process.exitCode = wasi.start(instance);
else instance.exports._start();
flush();
