/** The source of a command's facts, and the site's settings for links and prices. */
import type { LearnerFacts, SiteSettings, StoreWithData } from '../../index.js';
import { text, texts } from '../args/options.js';

export const FACTS_OPTIONS = {
  facts: texts('A folder, store, or lms:https://… (repeatable; the first source that has a fact is used)'),
  'facts-credentials': text('A JSON file with client_id and client_secret for the LMS', {
    defaultDescription: '$OLX_ABTEST_LMS_ID and $OLX_ABTEST_LMS_SECRET',
  }),
  'upgrade-url': text('The URL for upgrades: https://shop.example/?sku={sku}'),
  'program-url': text('The URL for programs: https://shop.example/?{skus}&bundle={program}'),
  currency: text('The currency of prices and its symbol', { default: 'usd:$' }),
};

interface SiteArguments {
  readonly 'upgrade-url': string | undefined;
  readonly 'program-url': string | undefined;
  readonly currency: string;
}

interface SourceArguments {
  readonly facts: readonly string[];
  readonly 'facts-credentials': string | undefined;
}

/** @throws AbtestError `bad-configuration` for a template that is not a web URL or lacks a placeholder */
export async function siteOf(argv: SiteArguments): Promise<SiteSettings> {
  const { checkLinkTemplate } = await import('../../facts.js');
  const { 'upgrade-url': upgrade, 'program-url': program } = argv;
  const [code = '', ...symbol] = argv.currency.split(':');
  return {
    currency: { code, symbol: symbol.join(':') },
    ...(upgrade !== undefined && { upgradeUrl: checkLinkTemplate(upgrade, '{sku}') }),
    ...(program !== undefined && { programUrl: checkLinkTemplate(program, '{skus}') }),
  };
}

/** The given sources, else the store. @throws AbtestError for one that cannot be opened */
export async function factsFrom(argv: SourceArguments, store: StoreWithData): Promise<LearnerFacts> {
  const { openFacts } = await import('../../facts.js');
  const sources = argv.facts.length > 0 ? argv.facts : ['store'];
  return openFacts(sources, { store: store.data.facts, credentialsFile: argv['facts-credentials'] });
}
