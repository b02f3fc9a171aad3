/** Opens a store and prints how that went. */
const [, , openModule, url] = process.argv;
const { openStore } = await import(openModule);
try {
  await (await openStore(url)).close();
  console.log(JSON.stringify({ opened: url }));
} catch ({ code, message, hint }) {
  console.log(JSON.stringify({ code, message, hint }));
}
