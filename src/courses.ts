/** The door for courses on disk: directories, archives, commits of a git repository. */

export type { ArchiveLimits } from './olx/files/archive-members.js';
export { type GitChanges, gitChanges } from './olx/files/git-changes.js';
export { type CourseText, type LoadOptions, loadCourse } from './reading/load.js';
export { loadGitCourse } from './reading/load-git.js';
