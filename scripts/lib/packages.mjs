import { INSTALL_ADVICE, installProgress, isInstalled, npmInstall, packagesInLock } from './npm.mjs';
import { root } from './paths.mjs';
import { quietStep } from './step.mjs';

/** Installs the project's own libraries when node_modules does not hold what package-lock.json asks for. */
export async function ensurePackages(node, env) {
	if (isInstalled(root)) return;
	const total = packagesInLock(root);
	await quietStep(`Installing the libraries (${total} packages; two to four minutes the first time)`, {
		...npmInstall(node.executable),
		env,
		log: 'libraries',
		doing: () => installProgress(root, total),
		advice: INSTALL_ADVICE,
	});
}
