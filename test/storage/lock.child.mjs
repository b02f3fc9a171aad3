/** Holds a SQLite file with BEGIN EXCLUSIVE until it is ended. */
const [, , sqliteModule, path] = process.argv;
const { DatabaseSync } = await (await import(sqliteModule)).sqliteModule();
const database = new DatabaseSync(path);
database.exec('begin exclusive');
console.log('locked');
setInterval(() => {}, 1000);
