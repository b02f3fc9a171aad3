import { beforeAll } from 'vitest';
import { caseTests } from './cases.js';
import { build } from './command-line.js';
import { hostileTests } from './hostile.js';
import { learnerTests } from './learners.js';
import { previewTests } from './preview.js';
import { reportTests } from './report.js';
import { runningTests } from './running.js';

// One file, so that the build is not made twice at the same time.
beforeAll(build, 120_000);

caseTests();
runningTests();
hostileTests();
learnerTests();
previewTests();
reportTests();
