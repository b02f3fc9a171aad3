/** `olx-abtest lsp`: the language server for editors, over stdin and stdout. */
import { join } from 'node:path';
import type { CheckSettings } from '../../editor/edited-course.js';
import { defineCommand } from '../args/command.js';
import { flag } from '../args/options.js';
import { printError } from '../process/cli-errors.js';

const OPTIONS = { stdio: flag('Talk over stdin and stdout, which it does anyway') };

export const command = defineCommand({
  describe: 'Run the language server, which editors start: findings, fixes and names while typing',
  options: OPTIONS,
  examples: [['$0 lsp --stdio', 'the command line to give an editor']],
  run,
});

async function run(): Promise<number> {
  await answerEditor(process.stdin, process.stdout);
  // The protocol ends the process, or the end of the input.
  return new Promise(() => undefined);
}

/** Starts to answer on two streams. @tested in the process of the tests, whose coverage does not see into others */
export async function answerEditor(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<void> {
  const [{ startLanguageServer }, { rulePageText }] = await Promise.all([
    import('../../editor/language-server.js'),
    import('../../presentation/rule-pages.js'),
  ]);
  startLanguageServer({ input, output, settingsFor, rulePage: rulePageText, preview: opener() });
}

/** Each course has one preview, however often it is asked for. */
function opener(): (root: string) => Promise<string> {
  const opened = new Map<string, Promise<string>>();
  return (root) => {
    const known = opened.get(root) ?? open(root);
    opened.set(root, known);
    known.catch(() => opened.delete(root));
    return known;
  };
}

async function open(path: string): Promise<string> {
  const [{ loadCourse, openStore }, { openPreview }] = await Promise.all([
    import('../../index.js'),
    import('../../live/preview-server.js'),
  ]);
  const { course } = await loadCourse(path);
  const { url } = await openPreview({
    path,
    course,
    store: await openStore('memory:'),
    port: 0,
    onFailure: (error) => void printError(error),
  });
  return url;
}

/** Judged as `validate` judges in the folder of the course. @throws UsageError for a configuration that is not one */
async function settingsFor(root: string): Promise<CheckSettings> {
  const [{ checkCourse, rules }, { readSettings }] = await Promise.all([
    import('../../internal/checking.js'),
    import('../checking/settings.js'),
  ]);
  const ids = rules.map(({ id }) => id);
  const { severities, judge } = await readSettings({ rule: [], config: undefined }, ids, root);
  return {
    check: (course) =>
      checkCourse(course, severities).flatMap((each) => {
        // The configuration names files from its own folder, the editor's courses from theirs.
        const judged = judge({ ...each, place: { ...each.place, file: join(root, each.place.file) } });
        return judged === null ? [] : [{ ...each, severity: judged.severity }];
      }),
  };
}
