import { caseTests } from './cases.js';
import { hostileTests } from './hostile.js';
import { learnerTests } from './learners.js';
import { previewTests } from './preview.js';
import { reportTests } from './report.js';
import { runningTests } from './running.js';

caseTests();
runningTests();
hostileTests();
learnerTests();
previewTests();
reportTests();
