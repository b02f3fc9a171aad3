/** `olx-abtest serve`: the HTTP service. */
import type { CommandModule } from 'yargs';
import { boundIn, FLAGS_OPTION } from '../args/bindings.js';
import { names } from '../args/option.js';
import { UsageError } from '../process/cli-errors.js';
import { FINE } from '../process/exit.js';
import { ServiceCourses } from '../service/service-courses.js';
import { listen, untilStopped } from '../service/service-life.js';
import {
  drainOf,
  portOf,
  SERVICE_OPTIONS,
  type ServiceArguments,
  wiringOf,
} from '../service/service-options.js';
import { openToWrite, STORE_OPTION } from '../stores/open-store.js';
import { watchStoreFile } from '../stores/watch-store-file.js';
import { words } from '../terminal/output.js';

export interface ServeArguments extends ServiceArguments {
  readonly store: string | undefined;
  readonly course: readonly string[];
  readonly flags: string | undefined;
}

export const serve: CommandModule<object, ServeArguments> = {
  builder: (yargs) =>
    yargs
      .option('store', { ...STORE_OPTION, defaultDescription: '$OLX_ABTEST_STORE' })
      .option('course', {
        type: 'string',
        array: true,
        default: [] as string[],
        defaultDescription: 'none',
        requiresArg: true,
        coerce: names,
        describe: 'A course directory or .tar.gz (repeatable)',
      })
      .option('flags', FLAGS_OPTION)
      .options(SERVICE_OPTIONS)
      .example('$0 serve --store sqlite:./learners.db --course course/', 'try it on this machine')
      .example('$0 serve --course course/ --jwks keys.json --issuer ISS --audience AUD', 'with logins'),
  handler: async (argv) => {
    process.exitCode = await run(argv);
  },
};

async function run(argv: ServeArguments): Promise<number> {
  if (!argv.store && !process.env.OLX_ABTEST_STORE)
    throw new UsageError(
      'The service needs a store',
      'Give --store sqlite:./learners.db, or postgres://… in OLX_ABTEST_STORE.',
    );
  const wiring = wiringOf(argv);
  const port = portOf(argv);
  const drain = drainOf(argv);
  const bindings = argv.flags === undefined ? [] : await boundIn(argv.flags);
  const courses = new ServiceCourses(argv.course, bindings);
  const exit = await courses.read();
  if (exit !== FINE) return exit;
  const { createService } = await import('../../service/service.js');
  const store = await openToWrite(argv.store, 'serving from');
  try {
    const isStoreInPlace = await watchStoreFile(argv.store);
    const app = await createService({ ...wiring, store, isStoreInPlace, courses: courses.all, bindings });
    const address = await listen(app, argv.host, port);
    if (wiring.development !== undefined) sayDevelopment(wiring.development);
    words(`olx-abtest: ${courses.text} at ${address}; the routes are described at ${address}/api/\n`);
    return await untilStopped({
      app,
      drain,
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
  words('olx-abtest: DEVELOPMENT MODE: there are no keys, so nobody has to log in.\n');
  words(`  Whoever reaches this service is "${username}"${isStaff ? ', a member of staff' : ''}.\n`);
  words('  hint: --jwks or --public-key, with --issuer and --audience, for real logins.\n');
}
