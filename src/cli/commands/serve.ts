/** `olx-abtest serve`: the HTTP service. */

import { boundIn, FLAGS_OPTION } from '../args/bindings.js';
import { type Arguments, defineCommand } from '../args/command.js';
import { texts } from '../args/options.js';
import { FINE, UsageError } from '../process/cli-errors.js';
import { ServiceCourses } from '../service/service-courses.js';
import { listen, untilStopped } from '../service/service-life.js';
import { SERVICE_OPTIONS, wiringOf } from '../service/service-options.js';
import { openToWrite, storeOption } from '../stores/open-store.js';
import { watchStoreFile } from '../stores/watch-store-file.js';
import { stderr } from '../terminal/output.js';

const OPTIONS = {
  store: storeOption('sqlite:FILE, postgres://… or memory:', '$OLX_ABTEST_STORE'),
  course: texts('A course directory or .tar.gz (repeatable)'),
  flags: FLAGS_OPTION,
  ...SERVICE_OPTIONS,
};
type ServeArguments = Arguments<typeof OPTIONS>;

export const command = defineCommand({
  describe: 'Serve groups, children, exposures and flags over HTTP',
  options: OPTIONS,
  examples: [
    ['$0 serve --store sqlite:./learners.db --course course/', 'try it on this machine'],
    ['$0 serve --course course/ --jwks keys.json --issuer ISS --audience AUD', 'with logins'],
  ],
  run,
});

async function run(argv: ServeArguments): Promise<number> {
  if (!argv.store && !process.env.OLX_ABTEST_STORE)
    throw new UsageError(
      'The service needs a store',
      'Give --store sqlite:./learners.db, or postgres://… in OLX_ABTEST_STORE.',
    );
  const wiring = wiringOf(argv);
  const bindings = argv.flags === undefined ? [] : await boundIn(argv.flags);
  const courses = new ServiceCourses(argv.course, bindings);
  const exit = await courses.read();
  if (exit !== FINE) return exit;
  const { createService } = await import('../../service/service.js');
  const store = await openToWrite(argv.store, 'serving from');
  try {
    const isStoreInPlace = await watchStoreFile(argv.store);
    const app = await createService({ ...wiring, store, isStoreInPlace, courses: courses.all, bindings });
    const address = await listen(app, argv.host, argv.port);
    if (wiring.development !== undefined) sayDevelopment(wiring.development);
    stderr(`olx-abtest: ${courses.text} at ${address}; the routes are described at ${address}/api/\n`);
    return await untilStopped({
      app,
      drain: argv.drain * 1000,
      close: () => store.close(),
      onHangUp: () => courses.readAgain(),
    });
  } finally {
    await store.close();
  }
}

function sayDevelopment({
  username,
  isStaff,
}: {
  readonly username: string;
  readonly isStaff: boolean;
}): void {
  stderr('olx-abtest: DEVELOPMENT MODE: there are no keys, so nobody has to log in.\n');
  stderr(`  Whoever reaches this service is "${username}"${isStaff ? ', a member of staff' : ''}.\n`);
  stderr('  hint: --jwks or --public-key, with --issuer and --audience, for real logins.\n');
}
