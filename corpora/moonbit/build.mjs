// Compiles MoonBit with the compiler and the core library that are inside npm packages:
//   build.mjs core                        compiles the core library for wasm-gc, one process a package
//   build.mjs core-package NAME           compiles one package of it
//   build.mjs program SOURCE OUTPUT TARGET  compiles and links a program; TARGET is wasm-gc or js
// Everything is kept in the folder core/ beside node_modules/, in the current directory.
//
// The compiler is a web worker; a few globals make it answer here. The library comes as sources, and compiled for the js target only.
// It lacks its package descriptions, so which files are for which target is told from their names, and the order is written out below.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import vm from 'node:vm';

const order = `abort builtin char byte int uint int16 uint16 int64 uint64 bool unit option result double float array bytes debug cmp
  error test internal/strconv strconv buffer random/internal/random_source set string quickcheck/splitmix json
  quickcheck bigint tuple ref list random math deque queue hashmap hashset sorted_map sorted_set priority_queue prelude`.split(/\s+/);
// Packages that are imported by the last part of their name.
const byLastPart = ['quickcheck/splitmix', 'random/internal/random_source'];

const [command, ...args] = process.argv.slice(2);
const compiled = (name, extension) => `core/wasm-gc/${name.replaceAll('/', '+')}.${extension}`;

function loadCompiler() {
  let handler;
  const waiting = new Map();
  globalThis.self = globalThis;
  globalThis.addEventListener = (type, listener) => { if (type === 'message') handler = listener; };
  globalThis.removeEventListener = () => {};
  globalThis.postMessage = (message) => waiting.get(message.id)(message);
  globalThis.require = createRequire(import.meta.url);
  vm.runInThisContext(readFileSync('node_modules/@moonbit/moonc-worker/moonc-worker.js', 'utf8'));
  let count = 0;
  return (name, parameters) => new Promise((answer, fail) => {
    const id = String(count++);
    waiting.set(id, (message) => (message.type === 'HANDLER' ? fail(new Error(JSON.stringify(message.value))) : answer(message.value)));
    handler({ data: { id, type: 'APPLY', path: [name], argumentList: [{ type: 'RAW', value: parameters }] }, origin: '', ports: [] });
  });
}

// The library's files are base64 constants of a script: NAME = d("..."), and then i["/lib/core/..."] = NAME.
function extractLibrary() {
  const script = readFileSync('node_modules/@moonbit/moonpad-monaco/dist/moonpad-monaco.js', 'utf8');
  const constants = new Map();
  for (const [, name, data] of script.matchAll(/(?<![\w$])([A-Za-z_$][\w$]*) = [\w$]+\("([A-Za-z0-9+/=]*)"\)/g)) constants.set(name, data);
  for (const [, path, name] of script.matchAll(/i\["\/lib\/core\/([^"]+)"\] = ([\w$]+);/g)) {
    mkdirSync(dirname(`core/source/${path}`), { recursive: true });
    writeFileSync(`core/source/${path}`, Buffer.from(constants.get(name), 'base64'));
  }
}

function sources(name) {
  const folder = `core/source/${name}`;
  const files = readdirSync(folder).filter((file) => file.endsWith('.mbt') && !/_(test|wbtest|js|native|llvm|concat)\.mbt$/.test(file));
  return files
    .filter((file) => file !== 'assert_debug.mbt' && !files.includes(file.replace('.mbt', '_wasm.mbt')))
    // The library's regular expressions are left out: their packages have names that cannot be told from the sources.
    .filter((file) => !file.startsWith('regex'))
    .map((file) => [file, readFileSync(`${folder}/${file}`, 'utf8').replace('pub using @string {type Regex}', '')]);
}

async function build(call, parameters) {
  const result = await call('buildPackage', {
    miFiles: [], indirectImportMiFiles: [], stdMiFiles: [], errorFormat: 'json', enableValueTracing: false, noOpt: false, ...parameters,
  });
  if (!result.core) {
    const errors = result.diagnostics.map((text) => JSON.parse(text)).filter((diagnostic) => diagnostic.level === 'error');
    throw new Error(errors.map((error) => `${error.path}:${error.loc} ${error.message}`).join('\n'));
  }
  return result;
}

const bytes = (path) => new Uint8Array(readFileSync(path));

async function corePackage(name) {
  const before = order.slice(0, order.indexOf(name));
  const result = await build(loadCompiler(), {
    mbtFiles: sources(name),
    miFiles: before.map((other) => [`/lib/core/${other}:${byLastPart.includes(other) ? other.split('/').at(-1) : other}`, bytes(compiled(other, 'mi'))]),
    target: 'wasm-gc', isMain: false, pkg: `moonbitlang/core/${name}`, pkgSources: ['moonbitlang/core:moonbit-core:/lib/core'],
  });
  writeFileSync(compiled(name, 'mi'), result.mi);
  writeFileSync(compiled(name, 'core'), result.core);
}

async function program(source, output, target) {
  const call = loadCompiler();
  const bundle = 'core/source/_build/js/release/bundle';
  const interface_ = (name) => (target === 'js' ? `${bundle}/${name}/${name.split('/').at(-1)}.mi` : compiled(name, 'mi'));
  const main = await build(call, {
    mbtFiles: [['main.mbt', readFileSync(source, 'utf8')]],
    stdMiFiles: order.map((name) => [`/lib/core/${name}:${name}`, bytes(interface_(name))]),
    target, isMain: true, pkg: 'corpus/main', pkgSources: ['corpus/main:corpus:/'],
  });
  const library = target === 'js' ? [new Uint8Array(gunzipSync(readFileSync(`${bundle}/core.core.gz`)))] : order.map((name) => bytes(compiled(name, 'core')));
  const { result } = await call('linkCore', {
    coreFiles: [...library, main.core], main: 'corpus/main', outputFormat: 'wasm', target, exportedFunctions: [],
    pkgSources: ['moonbitlang/core:moonbit-core:/lib/core', 'corpus/main:corpus:/'],
    sources: {}, testMode: false, sourceMap: false, debug: false, noOpt: false, stopOnMain: false,
  });
  writeFileSync(output, result);
}

async function main() {
  if (command === 'core') {
    extractLibrary();
    mkdirSync('core/wasm-gc', { recursive: true });
    for (const name of order) {
      if (existsSync(compiled(name, 'core'))) continue;
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'core-package', name], { stdio: ['ignore', 'inherit', 'ignore'] });
    }
  } else if (command === 'core-package') {
    await corePackage(args[0]);
  } else if (command === 'program') {
    await program(resolve(args[0]), resolve(args[1]), args[2]);
  } else {
    throw new Error('usage: build.mjs core | core-package NAME | program SOURCE OUTPUT TARGET');
  }
}

try {
  await main();
  process.exit();
} catch (error) {
  // On standard output: the compiler prints each of its warnings on the other.
  process.stdout.write(`${error.message}\n`);
  process.exit(1);
}
