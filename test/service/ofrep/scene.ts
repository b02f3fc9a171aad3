/** What the tests of the evaluation routes share: courses with a broken experiment and one bound to a flag, and the npm clients. */
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature as Server, type Client as ServerClient } from '@openfeature/server-sdk';
import {
  OpenFeature as Web,
  type Client as WebClient,
  type Provider as WebProvider,
} from '@openfeature/web-sdk';
import { type BoundExperiment, type Course, loadCourse, readFlagBindings } from '../../../src/index.js';
import { type Running, tokenOf } from '../service.js';
import { COURSE, coursesOf, HINTS, TONE, V1 } from '../v1/scene.js';
import { type Heard, judgedFetch } from './protocol-schema.js';

export const HOSTILE = 'odd.xml';
const ODD_TEXT = `<vertical url_name="page">
  <abtest url_name="slash" experiment="a/b"><group name="x" portion="1"><html url_name="s">s</html></group></abtest>
  <abtest url_name="hash" experiment="c#children"><group name="x" portion="1"><html>unnamed</html></group></abtest>
  <abtest url_name="much" experiment="Much"><group name="a" portion="1.5"><html url_name="y">never</html></group></abtest>
  <abtest url_name="off" experiment="Off"><group name="a" portion="1"><html url_name="never">never</html></group><default><html url_name="calm">calm</html></default></abtest>
  <abtest url_name="sure" experiment="Sure"><group name="a" portion=".5"><html url_name="u">u</html></group><group name="b" portion=".5"><html url_name="v">v</html></group></abtest>
</vertical>`;

const BINDINGS = {
  bindings: [
    { experiment: 'Off', flag: 'ofrep.off', groups: ['_DEFAULT_GROUP', 'a'] },
    { experiment: 'Sure', flag: 'ofrep.sure', groups: ['a', 'b'] },
  ],
};

export async function ofrepCourses(): Promise<Course[]> {
  const odd = await loadCourse({ text: ODD_TEXT, file: HOSTILE });
  return [...(await coursesOf()), odd.course];
}

export function bindings(): BoundExperiment[] {
  return readFlagBindings(JSON.stringify(BINDINGS));
}

export interface Scene {
  readonly service: () => Running;
  /** Somebody new. */
  readonly learner: () => string;
}

export function baseUrl({ url }: Pick<Running, 'url'>, course = COURSE): string {
  return `${url}${V1}/courses/${encodeURIComponent(course)}`;
}

let clients = 0;

/** An OpenFeature client with the server's provider, unmodified, and the person's token. */
export async function serverClient(base: string, token: string, heard: Heard[] = []): Promise<ServerClient> {
  clients += 1;
  const domain = `server ${clients}`;
  const headers: [string, string][] = [['Authorization', `Bearer ${token}`]];
  await Server.setProviderAndWait(
    domain,
    new OFREPProvider({ baseUrl: base, headers, fetchImplementation: judgedFetch(heard) }),
  );
  return Server.getClient(domain);
}

/** An OpenFeature client with the web provider, unmodified, after its initialisation. */
export async function webClient(
  base: string,
  learner: string,
  { token, heard = [] }: { readonly token?: string; readonly heard?: Heard[] } = {},
): Promise<{ client: WebClient; domain: string; refresh: () => Promise<void> }> {
  clients += 1;
  const domain = `web ${clients}`;
  const headers: [string, string][] = [['Authorization', `Bearer ${token ?? (await tokenOf(learner))}`]];
  const provider = new OFREPWebProvider({
    baseUrl: base,
    headers,
    cacheMode: 'disabled',
    fetchImplementation: judgedFetch(heard),
  });
  const context = { targetingKey: learner };
  await Web.setProviderAndWait(domain, provider as WebProvider, context);
  // A change of another member of the context: the client asks again, with the tag that it has.
  let times = 0;
  const refresh = async () => {
    times += 1;
    await Web.setContext(domain, { ...context, times });
  };
  return { client: Web.getClient(domain), domain, refresh };
}

export async function closeClients(): Promise<void> {
  await Server.close();
  await Web.close();
}

export { HINTS, TONE };
