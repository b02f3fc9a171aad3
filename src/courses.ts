/** The part of the door for courses on disk: directories, archives, commits of a git repository. */
export { type LoadOptions, loadCourse, type TextInput } from './reading/load.js';
export { loadGitCourse } from './reading/load-git.js';
