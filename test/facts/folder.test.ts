/** Folders of facts as people write them: what is read, and what is wrong with file and line. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { knownFact, type LearnerFacts } from '../../src/facts/facts.js';
import { openFileFacts } from '../../src/facts/providers/file-facts.js';
import { importFacts } from '../../src/facts/providers/stored-facts.js';
import { openStore } from '../../src/storage/open.js';
import { KEY } from './people.js';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'olx-abtest-facts-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const facts = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<LearnerFacts> =>
  openFileFacts(await folderWith(files));

const MODES = 'course_key,slug,name,price,currency,expires,sku\n';
const row = (price: string) => `${KEY},verified,Verified,${price},usd,,ABC\n`;
const USERS = 'username,user_id,email\n';

describe('what is read', () => {
  it.each([
    ['a byte order mark', `\ufeff${MODES}${row('50')}`],
    ['semicolons', `${MODES}${row('50')}`.replaceAll(',', ';')],
    ['lines that end with CR LF', `${MODES}${row('50')}`.replaceAll('\n', '\r\n')],
    [
      'columns in another order, and left out',
      `sku,price,name,slug,course_key\nABC,50,Verified,verified,${KEY}\n`,
    ],
    [
      'capitals and spaces in the header',
      `Course_Key, Slug ,Name,Price,SKU\n${KEY},verified,Verified,50,ABC\n`,
    ],
    ['quotes', `course_key,slug,name,price,sku\n"${KEY}","verified","Verified",50,"ABC"\n`],
    ['empty lines', `${MODES}\n${row('50')}\n\n`],
    ['semicolons', `${MODES}${row('50')}`.replaceAll(',', ';')],
    ['tabs', `${MODES}${row('50')}`.replaceAll(',', '\t')],
    ['no line end at the end', `${MODES}${row('50').trimEnd()}`],
  ])('%s', async (_name, text) => {
    expect(await (await facts({ 'modes.csv': text })).modes(KEY)).toEqual(
      knownFact([
        { slug: 'verified', name: 'Verified', price: '50', currency: 'usd', expires: null, sku: 'ABC' },
      ]),
    );
  });

  it('a quoted cell of several lines, and the line after it', async () => {
    const text = `course_key,slug,name,price\n${KEY},a,"two\nlines",0\n${KEY},b,B,x\n`;
    await expect(facts({ 'modes.csv': text })).rejects.toThrow(
      'modes.csv:4: price "x" is not a price as 49.00',
    );
  });

  it('of two rows with one key the one that was modified last, else the later one', async () => {
    const header = 'username,user_id,modified\n';
    const newest = await facts({ 'users.csv': `${header}ada,1,2026-02-02\nada,2,2026-01-01\n` });
    expect(await newest.user('ada')).toMatchObject({ value: { id: 1 } });
    const later = await facts({ 'users.csv': 'username,user_id\nada,1\nada,2\n' });
    expect(await later.user('ada')).toMatchObject({ value: { id: 2 } });
  });

  it('a row that is removed is not there, and neither is an address that was given up', async () => {
    const users =
      'username,user_id,email,removed\nada,1,old@example.com,\nada,1,new@example.com,no\nbob,2,,yes\n';
    const read = await facts({ 'users.csv': users });
    expect(await read.user('old@example.com')).toEqual(knownFact(null));
    expect(await read.user('new@example.com')).toMatchObject({ value: { username: 'ada' } });
    expect(await read.user('bob')).toEqual(knownFact(null));
  });

  it('other files in the folder are left alone', async () => {
    const read = await facts({ 'users.csv': `${USERS}ada,1,\n`, 'README.md': 'notes' });
    expect(await read.user('ada')).toMatchObject({ value: { id: 1 } });
  });

  it('10,000 enrolments of one learner', async () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => `ada,course-v1:o+c${n}+r,audit,2026-01-01`);
    const read = await facts({ 'enrolments.csv': `username,course_key,mode,created\n${lines.join('\n')}\n` });
    const answer = await read.enrolments('ada');
    expect(answer.known && answer.value.length).toBe(10_000);
  });
});

describe('what is wrong', () => {
  const users = (line: string) => ({ 'users.csv': `${USERS}${line}\n` });
  it.each([
    [
      'a column that is none',
      { 'modes.csv': 'course_key,slug,name,prize\n' },
      'modes.csv:1: there is no column "prize" in this table',
    ],
    [
      'a column that is missing',
      { 'modes.csv': 'course_key,slug,name\n' },
      'modes.csv:1: the column "price" is missing',
    ],
    [
      'a column twice',
      { 'users.csv': 'username,username\n' },
      'users.csv:1: the column "username" is there twice',
    ],
    [
      'blanks instead of commas',
      { 'users.csv': 'username user_id\n' },
      'users.csv:1: there is no column "username user_id" in this table',
    ],
    [
      'a decimal comma',
      { 'modes.csv': `${MODES.replaceAll(',', ';')}${KEY};verified;V;49,00;usd;;\n` },
      'modes.csv:2: price "49,00" is not a price as 49.00',
    ],
    [
      'a price below zero',
      { 'modes.csv': MODES + row('-1') },
      'modes.csv:2: price "-1" is not a price as 49.00',
    ],
    [
      'a date',
      { 'enrolments.csv': `username,course_key,mode,created\nada,${KEY},audit,01/02/2026\n` },
      'enrolments.csv:2: created "01/02/2026" is not a date as 2026-01-31T12:00:00Z',
    ],
    [
      'a course key',
      { 'modes.csv': `${MODES}a+b+c,x,X,0,usd,,\n` },
      'modes.csv:2: course_key "a+b+c" is not a course key',
    ],
    ['a number', users('ada,seven,'), 'users.csv:2: user_id "seven" is not a whole number'],
    ['an empty cell', users(',7,'), 'users.csv:2: username is empty'],
    ['too few cells', users('ada,7'), 'users.csv:2: there are 2 cells for 3 columns'],
    [
      'a scope',
      { 'duration-limits.csv': 'scope,enabled\nworld,true\n' },
      'duration-limits.csv:2: scope "world" is not one of global, site, org, course, run',
    ],
    ['a quote that never ends', users('"ada,7,'), 'users.csv:2: a quote is not closed'],
    ['an empty file', { 'users.csv': '' }, 'users.csv: the file is empty'],
    [
      'Latin-1',
      { 'users.csv': Buffer.from(`${USERS}jos\u00e9,7,\n`, 'latin1') },
      'Line 2 of users.csv is not UTF-8',
    ],
    [
      'a table that is none',
      { 'enrollments.csv': '' },
      'enrollments.csv: there is no table of facts with this name',
    ],
    [
      'JSON that is none',
      { 'programs.json': '[\n{"uuid": }\n]' },
      'programs.json:2: this is not JSON (ValueExpected)',
    ],
    [
      'no list',
      { 'programs.json': '{"results": []}' },
      'programs.json:1: the file is not a list of programs',
    ],
    [
      'a program without a uuid',
      { 'programs.json': '[{}]' },
      'programs.json: program 1: its uuid is not a text',
    ],
    [
      'a price in a program',
      { 'programs.json': '[{"uuid": "u", "courses": [{"entitlements": [{"price": "5,00"}]}]}]' },
      'programs.json: program 1: course 1: the price "5,00" is not a price as 49.00',
    ],
    [
      'a date in a program',
      { 'programs.json': '[{"uuid": "u", "courses": [{"entitlements": [{"expires": "soon"}]}]}]' },
      'programs.json: program 1: course 1: the date "soon" is not a date as 2026-01-31T12:00:00Z',
    ],
    [
      'runs that are no list',
      { 'programs.json': '[{"uuid": "u", "courses": [{"course_runs": {}}]}]' },
      'programs.json: program 1: course 1: course_runs: this is not a list of objects',
    ],
  ])('%s', async (_name, files, message) => {
    await expect(facts(files)).rejects.toMatchObject({ code: 'not-readable', message });
  });

  it('a folder that is not there, or without a table', async () => {
    await expect(openFileFacts('/nowhere')).rejects.toMatchObject({ code: 'not-readable' });
    await expect(facts({ 'notes.txt': '' })).rejects.toThrow(/holds no table of facts/);
  });

  it('stores nothing of an import, and never quotes whom a line is about', async () => {
    const store = await openStore('memory:');
    const folder = await folderWith({
      'users.csv': `${USERS}canary-name,7,canary@example.com\n`,
      'modes.csv': MODES + row('x'),
    });
    await expect(importFacts(store.data.facts, folder)).rejects.toThrow(/^modes\.csv:2/);
    expect(await store.data.facts.counts()).toEqual([]);
    await store.close();
    const wrong = facts({ 'users.csv': `${USERS}canary-name,x,canary@example.com\n` });
    await expect(wrong).rejects.toSatisfy((error: Error) => !error.message.includes('canary'));
  });
});
