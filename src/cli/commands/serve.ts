/** `olx-abtest serve`: runs the HTTP service. */

import type { StoreWithData } from '../../index.js';
import type { ServiceOptions } from '../../service/service.js';
import { boundIn, FLAGS_OPTION } from '../args/bindings.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { sayUnknownVariables } from '../args/environment.js';
import { text, texts } from '../args/options.js';
import { FINE, UsageError } from '../process/cli-errors.js';
import { ServiceCourses } from '../service/service-courses.js';
import { listen, readKeysAgain, sayMissingKeys, untilStopped } from '../service/service-life.js';
import { SERVICE_OPTIONS, wiringOf } from '../service/service-options.js';
import { FACTS_OPTIONS, factsFrom, siteOf } from '../stores/facts-source.js';
import { openToWrite, sayReadOnly } from '../stores/open-store.js';
import { watchStoreFile } from '../stores/watch-store-file.js';
import { stderr } from '../terminal/output.js';

const OPTIONS = {
  store: text('sqlite:FILE, postgres://… or memory:'),
  course: texts('A course directory or .tar.gz (repeatable)'),
  flags: FLAGS_OPTION,
  ...FACTS_OPTIONS,
  'api-key-file': text('A file with the key that X-Edx-Api-Key must have for REV-934'),
  ...SERVICE_OPTIONS,
};
type ServeArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Serve groups, children, exposures and flags over HTTP',
  options: OPTIONS,
  readsEnvironment: true,
  examples: [
    ['$0 serve --store sqlite:./learners.db --course course/', 'try it on this machine'],
    ['$0 serve --course course/ --jwks keys.json --issuer ISS --audience AUD', 'with logins'],
  ],
  run,
});

async function run(argv: ServeArguments): Promise<number> {
  sayUnknownVariables(OPTIONS);
  if (!argv.store)
    throw new UsageError(
      'The service needs a store',
      'Give --store sqlite:./learners.db, or postgres://… in OLX_ABTEST_STORE.',
    );
  const wiring = await wiringOf(argv);
  const bindings = argv.flags === undefined ? [] : await boundIn(argv.flags);
  const courses = new ServiceCourses(argv.course, bindings);
  const exit = await courses.read();
  if (exit !== FINE) return exit;
  const { createService } = await import('../../service/service.js');
  const store = await openToWrite(argv.store, 'serving from');
  try {
    await sayReadOnly(argv.store);
    const isStoreInPlace = await watchStoreFile(argv.store);
    const facts = await factsOf(argv, store);
    const app = await createService({
      ...wiring,
      ...facts,
      store,
      isStoreInPlace,
      courses: courses.all,
      bindings,
    });
    const address = await listen(app, argv.host, argv.port);
    if (wiring.development !== undefined) sayDevelopment(wiring.development);
    await sayMissingKeys(app.keys);
    // The signal handlers are installed before the address is printed: programs stop the service as soon as they read it.
    const stopped = untilStopped({
      app,
      drain: argv.drain * 1000,
      close: () => store.close(),
      onHangUp: async () => {
        await courses.readAgain();
        await readKeysAgain(app);
      },
    });
    stderr(`olx-abtest: ${courses.text} at ${address}; the routes are described at ${address}/api/\n`);
    return await stopped;
  } finally {
    await store.close();
  }
}

/** Without `--facts` the routes of user metadata and upsell do not exist. */
async function factsOf(argv: ServeArguments, store: StoreWithData): Promise<Pick<ServiceOptions, 'facts'>> {
  const needless = (['upgrade-url', 'program-url', 'facts-credentials', 'api-key-file'] as const).find(
    (name) => argv[name] !== undefined,
  );
  if (argv.facts.length === 0 && needless !== undefined)
    throw new UsageError(`--${needless} requires facts`, 'Give --facts as well.');
  if (argv.facts.length === 0) return {};
  const file = argv['api-key-file'];
  const { readSecretFile } = await import('../../disk/secret-file.js');
  const apiKey =
    file === undefined ? undefined : (await readSecretFile(file, 'Check the path.')).toString('utf8').trim();
  const [provider, site] = await Promise.all([factsFrom(argv, store), siteOf(argv)]);
  return { facts: { provider, site, ...(apiKey !== undefined && { apiKey }) } };
}

function sayDevelopment({
  username,
  isStaff,
}: {
  readonly username: string;
  readonly isStaff: boolean;
}): void {
  stderr('olx-abtest: DEVELOPMENT MODE: authentication is disabled, since there are no keys.\n');
  stderr(`  Every request is made as "${username}"${isStaff ? ', a member of staff' : ''}.\n`);
  stderr(
    '  hint: Give --jwks, --public-key or --jwt-secret-file, with --issuer and --audience, to require logins.\n',
  );
}
