import { loadCourse, checkCourse } from '../index.js';
import { convertCourse } from './convert.js';
const S='/work/shared/courses/';
for (const [path, first] of [['dartmouthx-engx/course','abtest'],['derived-abtest/dartmouthx-engx','split_test'],['openedx-test-course/test-course/course','abtest'],['edx-platform-testdata-2015/graded','split_test'],['edx-platform-testdata-2015/split_test_module','abtest'],['edx-platform-testdata-2015/split_test_module_draft','abtest']] as const) {
  const t=performance.now();
  const { course } = await loadCourse(S+path);
  const count = (c: typeof course) => { const m: Record<string,number> = {}; for (const d of checkCourse(c)) m[d.ruleId]=(m[d.ruleId]??0)+1; return JSON.stringify(m); };
  const before = count(course);
  let one; try { one = convertCourse(course, { to: first }); } catch (e) { console.log(path, e); continue; }
  console.log('##', path, first, 'blocks', course.blocks.length, 'files', one.files.size, 'refused', one.refused, Math.round(performance.now()-t));
  for (const d of one.diagnostics) console.log('  ', d.severity, d.ruleId, d.message, '|', d.hint);
  const kinds: Record<string,number> = {}; for (const c of one.changes) kinds[c.kind]=(kinds[c.kind]??0)+1;
  console.log('  ', JSON.stringify(kinds)); console.log('   before', before); console.log('   after ', count(one.course));
  if (one.refused) continue;
  const two = convertCourse(one.course, { to: first === 'abtest' ? 'split_test' : 'abtest' });
  for (const d of two.diagnostics) console.log('  ', d.severity, d.ruleId, d.message, '|', d.hint);
  console.log('   back  ', count(two.course));
  const a = new Map([...course.files.paths()].map(p=>[p, Buffer.from(course.files.read(p))])); const b = new Map([...two.course.files.paths()].map(p=>[p, Buffer.from(two.course.files.read(p))]));
  const diff: string[] = []; for (const p of new Set([...a.keys(), ...b.keys()])) if (!a.has(p)||!b.has(p)||!a.get(p)!.equals(b.get(p)!)) diff.push((!a.has(p)?'+':!b.has(p)?'-':'~')+p);
  console.log('   differ', diff.slice(0,8).join(' '), diff.length);
  const d = diff.find(p=>p.startsWith('~')); if (d) { console.log(String(a.get(d.slice(1)))); console.log(String(b.get(d.slice(1)))); }
  if (path.includes('derived')||path.includes('graded')) for (const [p,x] of [...one.files].slice(0,4)) console.log('---',p,'\n'+(x===null?null:Buffer.from(x).toString()));
}
