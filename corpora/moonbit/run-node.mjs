// Runs a MoonBit module under node: run-node.mjs MODULE
// The module's one import is spectest.print_char, which takes a UTF-16 unit; the second half of a pair completes a character.
import { readFileSync, writeSync } from 'node:fs';

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
const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), { spectest: { print_char } });
instance.exports._start();
flush();
