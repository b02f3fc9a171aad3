/** Our own API against a running server, on SQLite and on PostgreSQL. */
import { onEachEngine } from './on-each-engine.js';
import { access } from './v1/access.js';
import { assignments } from './v1/assignments.js';
import { bulk } from './v1/bulk.js';
import { childrenTests } from './v1/children.js';
import { conduct } from './v1/conduct.js';
import { documents } from './v1/documents.js';
import { flags } from './v1/flags.js';
import { hostile } from './v1/hostile.js';
import { outcomeTests } from './v1/outcomes.js';
import { coursesOf } from './v1/scene.js';
import { sessions } from './v1/sessions.js';

onEachEngine(
  'v1',
  async () => ({ courses: await coursesOf() }),
  (scene) => {
    access(scene);
    assignments(scene);
    bulk(scene);
    childrenTests(scene);
    outcomeTests(scene);
    conduct(scene);
    documents(scene);
    flags(scene);
    hostile(scene);
    sessions(scene, scene.url);
  },
);
