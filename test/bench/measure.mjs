/** How the benchmarks measure: candidates side by side, in turns, in one run; ratios count, not seconds. */
import { spawnSync } from 'node:child_process';

/** The median of a list of numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs each command `rounds` times in turns; gives each one's wall times in milliseconds. */
export function timeCommands(commands, rounds) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, [command, ...args]] of Object.entries(commands)) {
      const start = process.hrtime.bigint();
      const { error, stderr, signal } = spawnSync(command, args, {
        stdio: ['ignore', 'ignore', 'pipe'],
        maxBuffer: 2 ** 28,
      });
      const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
      if (error || signal) throw new Error(`${name}: ${error ?? signal} ${stderr}`);
      // The first round only warms the caches of the file system.
      if (round > 0) times[name].push(elapsed);
    }
  }
  return times;
}

/** Runs each function `rounds` times in turns, after one round that only warms up. */
export function timeFunctions(functions, rounds) {
  const times = Object.fromEntries(Object.keys(functions).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, run] of Object.entries(functions)) {
      const start = process.hrtime.bigint();
      run();
      if (round > 0) times[name].push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  }
  return times;
}

export function has(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** A table in Markdown: name, median, and how it compares to the named base. */
export function table(times, base, unit = 'ms') {
  const reference = median(times[base]);
  const rows = Object.entries(times).map(([name, values]) => {
    const ratio = median(values) / reference;
    return `| ${name} | ${median(values).toFixed(1)} | ${Math.min(...values).toFixed(1)} | ${ratio.toFixed(2)} |`;
  });
  return [`| | median ${unit} | fastest ${unit} | × ${base} |`, '|---|--:|--:|--:|', ...rows].join('\n');
}
