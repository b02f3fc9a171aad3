/** What the examples of docstrings begin with, as docs/api/README.md shows it, and the code of an example with it. */
import ts from 'typescript';

/** Of every example. */
export const BEGINNING = `const { course } = await loadCourse('course/'); // the sample course of the repository, fixtures/courses/sample
const { node, block } = course.blocks[0];
if (block.kind !== 'abtest') throw new Error('The first block is not an <abtest>');
const store = await openStore('memory:');
const runtime = createRuntime({ store, scope: courseKeyOf(course) });`;

/** Of the examples of a part, after that. */
export const BEGINNINGS: Readonly<Record<string, string>> = {
  'olx-abtest/openfeature': `const { OpenFeature } = await import('@openfeature/server-sdk');`,
  'olx-abtest/facts': `const facts = await openFileFacts('facts/'); // fixtures/facts
const user = { username: 'ada', id: 7, isActive: true, isAuthenticated: true };
const gathered = await gatherFacts(facts, { user, courseKey: 'course-v1:edX+DemoX+2026', programs: true });
if (gathered.course === null) throw new Error('No such course');
const { course: demo, learner, standing } = gathered;
const [enrolment] = learner.enrolments;
const site = { upgradeUrl: 'https://shop.example/add/?sku={sku}' };
const situation = { now: momentFromDate(new Date('2026-07-01')), site, addPrograms: true };`,
  'olx-abtest/evidence': `const { course: graded } = await loadCourse('evidence/course/'); // fixtures/evidence
const [experiment] = runningExperiments(graded).experiments;
const columns = { outcomes: ['Grade'], covariates: [], cluster: null, stratum: null, learner: null, group: null };
const question = { experiment, courseKey: courseKeyOf(graded), columns, score: null };
const sources = { outcomeFiles: ['evidence/grade_report.csv'], groups: null, store: null, scope: '', leaveOut: [] };
const asked = { course: graded, question, sources, options: USUAL_OPTIONS, plan: null, version: '1.0' };
const analysis = await analyze(asked);`,
};

/** An example with its beginning, without imports; it may declare anew what the beginning declares. */
export function withBeginning(door: string, code: string): string {
  return `${BEGINNING}\n${BEGINNINGS[door] ?? ''}\n{\n${code}\n}\n`;
}

/** Those of the names that a piece of code uses and does not declare at its beginning. */
export function namesUsed(code: string, names: ReadonlySet<string>): string[] {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && names.has(node.text)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...used];
}
