/**
 * Source of a module that looks like the bundle but loads it only when something of it is used. `loaded` is the
 * bundle's exports at build time; only their names and whether the whole is callable matter.
 */
export function facadeFor(bundlePath, loaded) {
	const callable = typeof loaded === 'function';
	const names = Object.getOwnPropertyNames(loaded).filter((name) => !callable || !(name in Function.prototype || name === 'prototype'));
	return [
		"'use strict';",
		'let bundle;',
		`const load = () => (bundle ??= require('${bundlePath}'));`,
		callable
			? 'function facade(...args) { return new.target ? Reflect.construct(load(), args) : load().apply(this, args); }'
			: 'const facade = {};',
		`for (const name of ${JSON.stringify(names)}) {`,
		'\tObject.defineProperty(facade, name, { enumerable: true, get: () => load()[name] });',
		'}',
		'module.exports = facade;',
		'',
	].join('\n');
}
