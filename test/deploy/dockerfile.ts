/** Carries out a Dockerfile without Docker: its stages are folders, its commands run here, its base images are this machine. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

interface Instruction {
  readonly word: string;
  readonly text: string;
}

/** The image that the last stage makes. */
interface Image {
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  readonly exposed: readonly string[];
}

export function parseDockerfile(text: string): Instruction[] {
  const lines = text.replace(/\\\r?\n/g, ' ').split('\n');
  return lines.flatMap((line) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const [, word, rest] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
    if (word === undefined || rest === undefined) throw new Error(`This is not an instruction: ${line}`);
    return [{ word, text: rest.trim().replace(/\s+/g, ' ') }];
  });
}

/** @param context the folder that COPY reads; `folder` an empty one for the stages */
export function build(instructions: readonly Instruction[], context: string, folder: string): Image {
  const stages = new Map<string, string>();
  let image = emptyImage('');
  for (const { word, text } of instructions) {
    if (word === 'FROM') {
      const [, , name = `stage${stages.size}`] = /^(\S+)(?: AS (\S+))?$/.exec(text) ?? [];
      image = emptyImage(join(folder, name));
      mkdirSync(image.root, { recursive: true });
      stages.set(name, image.root);
    } else image = { ...image, ...step(word, text, image, { context, stages }) };
  }
  return image;
}

// ------------------------------------------------------------------------------------------------------------------

function emptyImage(root: string): Image {
  const lists = { entrypoint: [], command: [], healthcheck: [], exposed: [] };
  return { root, workdir: '/', env: {}, user: 'root', ...lists };
}

interface Surroundings {
  readonly context: string;
  readonly stages: ReadonlyMap<string, string>;
}

function step(word: string, text: string, image: Image, surroundings: Surroundings): Partial<Image> {
  switch (word) {
    case 'ENV':
      return {
        env: { ...image.env, ...Object.fromEntries(text.split(' ').map((each) => each.split('=', 2))) },
      };
    case 'WORKDIR':
      mkdirSync(join(image.root, text), { recursive: true });
      return { workdir: text };
    case 'COPY':
      copy(text, image, surroundings);
      return {};
    case 'RUN':
      run(text, image);
      return {};
    case 'USER':
      return { user: text };
    case 'EXPOSE':
      return { exposed: [...image.exposed, text] };
    case 'HEALTHCHECK':
      return { healthcheck: JSON.parse(text.slice(text.indexOf('CMD ') + 4)) as string[] };
    case 'ENTRYPOINT':
      return { entrypoint: JSON.parse(text) as string[] };
    case 'CMD':
      return { command: JSON.parse(text) as string[] };
    case 'VOLUME':
    case 'STOPSIGNAL':
      return {};
    default:
      throw new Error(`Unknown instruction ${word}`);
  }
}

function copy(text: string, { root, workdir }: Image, { context, stages }: Surroundings): void {
  const [, stage, from = '', to = ''] = /^(?:--from=(\S+) )?(\S+) (\S+)$/.exec(text) ?? [];
  const base = stage === undefined ? context : stages.get(stage)!;
  const target = to.startsWith('/') ? join(root, to) : join(root, workdir, to);
  // Only the last part of a path may have a star.
  const [start = '', end = ''] = basename(from).split('*');
  const found = readdirSync(join(base, dirname(from))).filter((name) =>
    from.includes('*') ? name.startsWith(start) && name.endsWith(end) : name === start,
  );
  if (found.length !== 1) throw new Error(`COPY ${from} finds ${found.length} files`);
  const source = join(base, dirname(from), found[0]!);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(
    source,
    statSync(source).isDirectory() || basename(target) !== '' ? target : join(target, basename(source)),
    {
      recursive: true,
      verbatimSymlinks: true,
    },
  );
}

/** Paths of the image that a command names are those of the stage; the image's user is this process's. */
function run(text: string, { root, workdir, env }: Image): void {
  const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const here = text.replace(/(?<=\s)\/(data|courses)\b/g, `${root}/$1`).replaceAll('node:node', owner);
  const npm_config_cache = cacheOf(root);
  const options = {
    cwd: join(root, workdir),
    env: { ...process.env, npm_config_cache, ...env },
    stdio: 'pipe' as const,
  };
  execFileSync('sh', ['-ec', here], options);
}

/** npm's cache of a stage: reads and fills the user's through a link, of which `npm cache clean` removes only the link. */
function cacheOf(root: string): string {
  const folder = `${root}-npm`;
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  const usual = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  const content = join(usual, '_cacache');
  if (existsSync(content)) symlinkSync(content, join(folder, '_cacache'));
  return folder;
}
