// Loaded into n8n by the benchmark. While the file named by BENCH_COLLECT exists, garbage is collected every two seconds
// and what is still in use is noted, in MB, one line each: what the work needs, not what Node has not cleared away yet.
const { appendFileSync, existsSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const flag = process.env.BENCH_COLLECT;
// n8n's task runner inherits this file; only n8n itself is measured.
if (flag && process.argv.includes('start')) {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc');
	setInterval(() => {
		if (!existsSync(flag)) return;
		collect();
		const { heapUsed, external } = process.memoryUsage();
		appendFileSync(flag, `${Math.round((heapUsed + external) / 2 ** 20)}\n`);
	}, 2_000).unref();
}
