/** Opens a store and prints how that went. */
const [, , openModule, url] = process.argv;
const { open } = await import(openModule);
try {
  await (await open(url)).close();
  console.log(JSON.stringify({ opened: url }));
} catch ({ code, message, hint }) {
  console.log(JSON.stringify({ code, message, hint }));
}
