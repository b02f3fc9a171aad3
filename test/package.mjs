/**
 * The package as users get it: packs it, installs the archive into empty projects with npm and pnpm, and runs the main
 * job there, on this Node and on a current one. `npm run package`; needs the registry, and the build.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PNPM = 'pnpm@10.24.0';
const CURRENT_NODE = 'node@24';

const root = new URL('..', import.meta.url).pathname;
const { version, exports, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** Parts for packages that a user installs as well, with these packages. */
const PEERS = {
  './openfeature': ['@openfeature/server-sdk'],
  './openfeature-web': ['@openfeature/web-sdk', '@openfeature/ofrep-web-provider'],
};
const doors = Object.keys(exports)
  .filter((each) => each !== './package.json' && !(each in PEERS))
  .map((each) => `olx-abtest${each.slice(1)}`);

const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-package-'));
const isWindows = process.platform === 'win32';

/** Runs a program to its end. @throws with all that it printed when it fails */
function run(cwd, program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    shell: isWindows,
    env: { ...process.env, NO_COLOR: '1', npm_config_update_notifier: 'false' },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${error ?? ''}${stdout}${stderr}`);
  return stdout;
}

function expect(holds, message) {
  if (!holds) throw new Error(message);
}

function pack() {
  const [{ filename, files }] = JSON.parse(
    run(root, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder),
  );
  const names = files.map(({ path }) => path);
  for (const name of [
    'dist/cli/main.js',
    'dist/content.js',
    'dist/content.d.ts',
    'dist/licences.txt',
    'docs/rules/portion-sum.md',
  ])
    expect(names.includes(name), `The archive lacks ${name}`);
  // What is smaller only passes on names of other files.
  const chunks = files
    .filter(({ path, size }) => /^dist\/chunks\/[^/]*\.js$/.test(path) && size > 2000)
    .map(({ path }) => path);
  const unmapped = chunks.filter((name) => !names.includes(`${name}.map`));
  expect(unmapped.length === 0, `No source map: ${unmapped.join(' ')}`);
  return join(folder, filename);
}

/** An empty project with the archive installed; a package that asks for a newer Node is refused. */
function project(name, install) {
  const path = join(folder, name);
  mkdirSync(path);
  if (existsSync(join(root, '.npmrc'))) cpSync(join(root, '.npmrc'), join(path, '.npmrc'));
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  const [program, ...args] = install;
  run(path, program, ...args);
  cpSync(join(root, 'fixtures/courses/sample'), join(path, 'course'), { recursive: true });
  return path;
}

/** Each part that needs other packages works with these alone. */
function partsWithPeers(archive) {
  for (const [part, packages] of Object.entries(PEERS)) {
    const wanted = packages.map((name) => `${name}@${peerDependencies[name]}`);
    const path = project(`with-${part.slice(2)}`, [
      'npm',
      'install',
      '--no-audit',
      '--no-fund',
      archive,
      ...wanted,
    ]);
    const text = `import * as door from 'olx-abtest${part.slice(1)}';\nif (Object.keys(door).length === 0) throw new Error('empty');\n`;
    writeFileSync(join(path, 'door.js'), text);
    run(path, 'node', 'door.js');
    console.log(`olx-abtest${part.slice(1)} works with ${packages.join(' and ')}`);
  }
}

/** What the first page of the README does, and each door once; `node` is the command that starts Node. */
function mainJob(path, node) {
  const cli = (...args) => run(path, ...node, 'node_modules/olx-abtest/dist/cli/main.js', ...args);
  expect(cli('--version') === `${version}\n`, 'The version is not that of the package');
  expect(cli('validate', 'course').includes('(3 A/B blocks)'), 'validate does not find the blocks');
  expect(cli('inspect', 'course').includes('Tone of the texts'), 'inspect does not show the experiment');
  expect(cli('explain', 'portion-sum').includes('portion'), 'explain does not find the page of a rule');
  cli('assign', 'course', '--learner', 'ada', '--store', 'sqlite:learners.db');
  rmSync(join(path, 'learners.db'));
  cli('report', 'course', '--out', 'report.html');
  const script = doors.map((door, index) => `import * as door${index} from '${door}';`);
  const names = doors.map((_, index) => `Object.keys(door${index}).length`);
  const text = `${script.join('\n')}\nif ([${names}].includes(0)) throw new Error('a door is empty');\n`;
  writeFileSync(join(path, 'doors.js'), text);
  run(path, ...node, 'doors.js');
}

try {
  const archive = pack();
  const projects = [
    project('by-npm', ['npm', 'install', '--engine-strict', '--no-audit', '--no-fund', archive]),
    project('by-pnpm', ['npx', '-y', PNPM, 'add', '--config.engine-strict=true', archive]),
  ];
  const nodes = [['node'], ['npx', '-y', '-p', CURRENT_NODE, 'node']];
  for (const path of projects) {
    for (const node of nodes) mainJob(path, node);
    console.log(`${path.slice(folder.length + 1)}: installed and run`);
  }
  partsWithPeers(archive);
  console.log(
    `${readdirSync(folder).length - 1} projects, ${nodes.length} versions of Node: the package works`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
