/**
 * What is published: each door and the command line as an entry of `dist/`, with their code in a few files of
 * `dist/chunks/`. The compiler writes the types beside them, and the modules one by one into `build/`, for the tests.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';

const root = import.meta.dirname;
const { dependencies, optionalDependencies, peerDependencies, exports } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

/** `dist/service/service.js` is made of `src/service/service.ts`. */
const doors = Object.values(exports).flatMap((each) =>
  each.default ? [each.default.slice('./dist/'.length, -'.js'.length)] : [],
);
const entries = Object.fromEntries([...doors, 'cli/main'].map((name) => [name, `src/${name}.ts`]));
/** A thread is started by the name of a file, which is looked for beside the code. */
const threads = {
  'chunks/sqlite-thread': 'src/storage/sqlite/sqlite-thread.ts',
  'chunks/validation-thread': 'src/service/validation/validation-thread.ts',
};

/** Scripts of pages, which are read as text, from beside the code that serves them. */
const TEXTS = {
  'chunks/client': 'src/live/client',
  'chunks/report-client.js': 'src/preview/report/report-client.js',
};

/** What a user installs stays outside; development dependencies that the code imports come with the package. */
const installed = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
const isOutside = (id, importer) =>
  !isUnused(id, importer) &&
  !isOfProtocol(importer) &&
  (isBuiltin(id) || installed.some((name) => id === name || id.startsWith(`${name}/`)));

/**
 * Packages that most programs never call: their code is run by the first call. A user imports the content door to check
 * a text, and waits for neither.
 */
const LATE = ['@noble/hashes/legacy.js', 'csv-parse/sync', 'fast-xml-parser', 'seedrandom', 'xmlbuilder2'];

/** Replaces the imported functions and classes of such packages by functions that load the package. */
const late = {
  name: 'late',
  transform(code, id) {
    if (!id.startsWith(join(root, 'src'))) return null;
    const changed = code.replace(
      /^import (?:\{([^}]*)\}|(\w+)) from '([^']+)';$/gm,
      (line, named, whole, from) => {
        if (!LATE.includes(from)) return line;
        const names = (named ?? whole).split(',').map((name) => name.trim());
        const values = names.filter((name) => name !== '' && !name.startsWith('type '));
        return values.map((name) => calledLate(name, from, named !== undefined)).join(' ');
      },
    );
    return changed === code ? null : { code: changed, map: null };
  },
  resolveId: (id) => (id.startsWith('late:') ? `\0${id}` : null),
  // A module of its own for the name, so that nothing else of the package is kept.
  load(id) {
    const [, name, from] = /^\0late:(\w*):(.*)$/.exec(id) ?? [];
    if (from === undefined) return null;
    return name === ''
      ? `export { default as value } from '${from}';`
      : `export { ${name} as value } from '${from}';`;
  },
};

function calledLate(name, from, isNamed) {
  const value = `require('late:${isNamed ? name : ''}:${from}').value`;
  return `function ${name}(...given) { const called = ${value}; return new.target ? new called(...given) : called(...given); }`;
}

/**
 * Of xmlbuilder2 only the layout of elements is used, and seedrandom is always given its seed. fast-xml-parser looks for unsafe
 * text in HTML and XML, not in the other languages of its package for that.
 */
const UNUSED =
  /^(js-yaml|events|crypto)$|^@oozcitak\/url\b|\breaders$|^\.\/(parser|serializer)$|\b(Map|Object|JSON|YAML|XMLCB|JSONCB|YAMLCB)Writer$|\bXMLBuilderCBImpl$|^\.\/contexts\/(?!(html|xml)\.js$)/;

function isUnused(id, importer = '') {
  return UNUSED.test(id) && /node_modules.(xmlbuilder2|@oozcitak|seedrandom|is-unsafe)\b/.test(importer);
}

const UNUSED_MODULE = '\0unused';
const unused = {
  name: 'unused',
  resolveId: (id, importer) => (isUnused(id, importer) ? UNUSED_MODULE : null),
  load: (id) => (id === UNUSED_MODULE ? 'export default [];' : null),
};

/**
 * string-width makes a segmenter and compiles the set of all emoji when it is loaded, and tests each segment by tables of
 * Unicode: together most of Node's own start. Printable ASCII, which help texts are, needs none of them.
 */
const LATE_SEGMENTER = `(() => {
  let made;
  return { segment: (text) => (made ??= new Intl.Segmenter()).segment(text) };
})()`;
/** A literal would be compiled with the file that it is in. */
const LATE_EMOJI = `(() => {
  let made;
  return { test: (text) => (made ??= new RegExp('^\\\\p{RGI_Emoji}$', 'v')).test(text) };
})()`;
const widths = {
  name: 'widths',
  transform(code, id) {
    if (!/node_modules.(string-width|wrap-ansi)\b/.test(id)) return null;
    const changed = code
      .replace('new Intl.Segmenter()', LATE_SEGMENTER)
      .replace('/^\\p{RGI_Emoji}$/v', () => LATE_EMOJI)
      .replace(
        /^export default function stringWidth\((\w+)[^)]*\) \{$/m,
        (head, text) => `${head} if (/^[\\x20-\\x7e]*$/.test(${text})) return ${text}.length;`,
      );
    return changed === code ? null : { code: changed, map: null };
  },
};

/**
 * The packages of the language server have a half for Node, under a condition that the other doors do not want, and require
 * Node's own modules: modules of ours import those, since a bundle has no `require`.
 */
const isOfProtocol = (importer = '') => /node_modules.vscode-/.test(importer);
const protocol = {
  name: 'protocol',
  resolveId(id, importer) {
    if (/^vscode-/.test(id)) return createRequire(importer).resolve(id);
    return isBuiltin(id) && isOfProtocol(importer) ? `\0builtin:${id}` : null;
  },
  load: (id) =>
    id.startsWith('\0builtin:')
      ? `export * from 'node:${id.slice('\0builtin:'.length).replace('node:', '')}';`
      : null,
};

const texts = {
  name: 'texts',
  generateBundle() {
    for (const [fileName, source] of Object.entries(TEXTS)) {
      if (fileName.endsWith('.js'))
        this.emitFile({ type: 'asset', fileName, source: readFileSync(join(root, source)) });
      else
        for (const name of readdirSync(join(root, source)))
          this.emitFile({
            type: 'asset',
            fileName: `${fileName}/${name}`,
            source: readFileSync(join(root, source, name)),
          });
    }
  },
};

/** The licences of the packages that come with ours. */
const licences = {
  name: 'licences',
  generateBundle(_, bundle) {
    const folders = new Set(
      Object.values(bundle)
        .flatMap((each) => each.moduleIds ?? [])
        .map((id) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1])
        .filter((folder) => folder !== undefined),
    );
    const parts = [...folders].sort().map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each));
      const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
      return `${name} ${version} (${license})\n${text}`;
    });
    this.emitFile({
      type: 'asset',
      fileName: 'licences.txt',
      source: `The files of this folder contain code of these packages.\n\n${parts.join('\n---\n\n')}`,
    });
  },
};

/** Whatever a door loads at once is in one file with it; earlier groups take what later ones need too. */
const together = (name, ...files) => ({
  name,
  test: (id) => files.some((file) => id === file || id === join(root, 'src', file)),
});
const below =
  (...folders) =>
  (id) =>
    folders.some((folder) => id.startsWith(join(root, folder)));

/** Doors that are in no file of their own, or after what they share with the command line. */
const LAST = /^(index|service\/service)$/;
/** Of the command line, loaded late with the packages that they need: the axes of plots for analyze, chokidar for --watch, hashes. */
const LATE_COMMANDS = /cli.(reports.(analysis-text|interval-picture)|checking.(watching|baseline))\.ts$/;

const groups = [
  // What the command line needs before it knows its command, and what several packages have in place of what they do not need.
  together(
    'base',
    'diagnostics/nearest.ts',
    'diagnostics/abtest-error.ts',
    'diagnostics/visible.ts',
    'portion/fraction.ts',
    UNUSED_MODULE,
  ),
  { name: 'xmlbuilder2', test: /node_modules.(xmlbuilder2|@oozcitak)\b/ },
  together('start', 'cli/process/cli-errors.ts', 'presentation/program.ts'),
  together('checking', 'internal/checking.ts', 'reading/loaded-course.ts'),
  together('content', 'content.ts'),
  together('courses', 'courses.ts'),
  { name: 'tables', test: below('src/tables', 'src/disk') },
  together('loopback', 'http/loopback.ts'),
  // Apart from the provider of servers, which a page must not load.
  together('tracking', 'openfeature/tracking.ts', 'openfeature/evaluation.ts'),
  ...doors.filter((door) => !LAST.test(door)).map((door) => together(basename(door), `${door}.ts`)),
  together('internal', 'internal/content.ts', 'internal/learners.ts'),
  { name: 'd3', test: /node_modules.(d3-\w+|internmap)\b/ },
  // `validate` runs most often, and does without the code of all other commands.
  together('validate', 'cli/program.ts'),
  {
    name: 'cli',
    test: (id) => below('src/cli')(id) && basename(id) !== 'main.ts' && !LATE_COMMANDS.test(id),
  },
  // Pages need both, and must not load the service for them.
  { name: 'pages', test: below('src/presentation', 'src/http') },
  together('main', 'index.ts'),
  together('service', 'service/service.ts'),
];

const bundle = await rolldown({
  cwd: root,
  input: { ...entries, ...threads },
  // Doors for browsers among them: nothing of Node is added.
  platform: 'neutral',
  external: isOutside,
  resolve: {
    extensionAlias: { '.js': ['.ts', '.js'] },
    mainFields: ['module', 'main'],
    conditionNames: ['import', 'module', 'default'],
  },
  plugins: [late, unused, widths, protocol, texts, licences],
  // Most wrapped modules are never run, or late: they must not be compiled at once.
  optimization: { pifeForModuleWrappers: false },
  logLevel: 'warn',
  onLog(level, log, report) {
    // Dynamic imports of what a chunk holds anyway serve the modules that the tests run.
    if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') report(level, log);
  },
});

// Of earlier builds nothing stays.
rmSync(join(root, 'dist/chunks'), { recursive: true, force: true });
await bundle.write({
  dir: join(root, 'dist'),
  format: 'esm',
  sourcemap: true,
  // Half of a start is spent on parsing; the source maps have the names.
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name].js',
  codeSplitting: { groups: groups.map((group, index) => ({ ...group, priority: 100 - index })) },
});
