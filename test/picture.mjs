/** Draws what commands print on a terminal as an SVG: `node test/picture.mjs` renews the pictures in docs/pictures. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;
const COLUMN = 8.4;
const LINE = 19;
const COLOURS = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
};

function run(args) {
  const env = { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined, COLUMNS: '100' };
  const { stdout } = spawnSync('node', [`${root}dist/cli/main.js`, ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return stdout.trimEnd();
}

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** One line with SGR codes as tspans. */
function spans(line) {
  let style = {};
  return line
    .split(/(\x1b\[[0-9;]*m)/)
    .map((part) => {
      const code = /^\x1b\[([0-9;]*)m$/.exec(part);
      if (code === null) {
        const attributes = Object.entries(style).map(([key, value]) => ` ${key}="${value}"`);
        return part === '' ? '' : `<tspan${attributes.join('')}>${escaped(part)}</tspan>`;
      }
      for (const number of code[1].split(';').map(Number)) {
        if (number === 0) style = {};
        else if (number === 1) style = { ...style, 'font-weight': 'bold' };
        else if (number === 2) style = { ...style, opacity: '0.6' };
        else if (number === 22) style = { ...style, 'font-weight': 'normal', opacity: '1' };
        else if (number === 39) style = { ...style, fill: '#e6edf3' };
        else if (COLOURS[number]) style = { ...style, fill: COLOURS[number] };
      }
      return '';
    })
    .join('');
}

function picture(commands) {
  const lines = commands.flatMap((command) => [
    `\x1b[90m$\x1b[39m olx-abtest ${command}`,
    ...run(command.split(' ')).split('\n'),
    '',
  ]);
  lines.pop();
  const plain = lines.map((line) => line.replace(/\x1b\[[0-9;]*m/g, ''));
  const width = Math.ceil(Math.max(...plain.map((line) => line.length)) * COLUMN + 32);
  const rows = lines.map(
    (line, index) => `<text x="16" y="${(index + 1) * LINE + 12}" xml:space="preserve">${spans(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${lines.length * LINE + 32}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">
<title>${escaped(`olx-abtest ${commands.join('; olx-abtest ')}`)}</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join('\n')}
</svg>
`;
}

writeFileSync(
  `${root}docs/pictures/validate.svg`,
  picture(['validate fixtures/rules/portion-sum/wrong.xml', 'validate fixtures/courses/sample']),
);
writeFileSync(`${root}docs/pictures/inspect.svg`, picture(['inspect fixtures/courses/sample']));
