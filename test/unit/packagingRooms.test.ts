import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
let eslint: ESLint;

beforeAll(() => {
	eslint = new ESLint({ cwd: root });
}, 60_000);

/** The rules that object when a file at `path` holds `code`. */
async function objections(path: string, code: string): Promise<string[]> {
	const [result] = await eslint.lintText(code, { filePath: join(root, path) });
	return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

const ROOMS = 'import-x/no-restricted-paths';
const PACKAGES = 'no-restricted-imports';

describe('the room rule', { timeout: 60_000 }, () => {
	it.each([
		['the engine importing a system', 'sync/plan/probe.ts', "import type { SystemModule } from '../../systems/system';\nexport type T = SystemModule;\n", ROOMS],
		['the engine importing n8n', 'sync/plan/probe.ts', "import { NodeOperationError } from 'n8n-workflow';\nexport const x = NodeOperationError;\n", PACKAGES],
		['the engine importing a database driver', 'sync/plan/probe.ts', "import { DatabaseSync } from 'node:sqlite';\nexport const x = DatabaseSync;\n", PACKAGES],
		["the engine importing a vendor's library", 'sync/plan/probe.ts', "import { calendar } from '@googleapis/calendar';\nexport const x = calendar;\n", PACKAGES],
		['a system importing the engine', 'systems/zohoCrm/probe.ts', "import { fit } from '../../sync/record/fit';\nexport const x = fit;\n", ROOMS],
		['a system importing another one', 'systems/googleCalendar/probe.ts', "import { x } from '../zohoCrm/capabilities';\nexport const y = x;\n", ROOMS],
		['what systems share importing one of them', 'systems/http/probe.ts', "import { x } from '../zohoCrm/capabilities';\nexport const y = x;\n", ROOMS],
		['a system importing n8n', 'systems/zohoCrm/probe.ts', "import { NodeOperationError } from 'n8n-workflow';\nexport const x = NodeOperationError;\n", PACKAGES],
		['the store importing a system', 'store/probe.ts', "import type { SystemModule } from '../systems/system';\nexport type T = SystemModule;\n", ROOMS],
		['a node importing a vendor', 'nodes/CrmEvent/probe.ts', "import { capabilities } from '../../systems/zohoCrm/capabilities';\nexport const x = capabilities;\n", ROOMS],
		['a node importing the sandbox', 'nodes/CrmEvent/probe.ts', "import type { World } from '../../sandbox/core/types';\nexport type T = World;\n", ROOMS],
	])('refuses %s', async (_case, path, code, rule) => {
		expect(await objections(path, code)).toContain(rule);
	});

	it.each([
		['a node importing the registry of systems', 'nodes/CrmEvent/probe.ts', "import { findSystem } from '../../systems/registry';\nexport const x = findSystem;\n"],
		['a node importing the engine', 'nodes/CrmEvent/probe.ts', "import type { Clock } from '../../sync';\nexport type T = Clock;\n"],
		["a system importing the engine's types", 'systems/zohoCrm/probe.ts', "import type { Clock } from '../../sync/types';\nexport type T = Clock;\n"],
		['a test importing anything', 'test/unit/probe.ts', "import type { World } from '../../sandbox/core/types';\nexport type T = World;\n"],
		['the engine using luxon', 'sync/plan/probe.ts', "import { DateTime } from 'luxon';\nexport const x = DateTime;\n"],
	])('allows %s', async (_case, path, code) => {
		expect(await objections(path, code)).toEqual([]);
	});

	it.each([
		['any', 'export const x = (value: any) => value;\n', '@typescript-eslint/no-explicit-any'],
		['a non-null assertion', 'export const x = (value?: string) => value!.length;\n', '@typescript-eslint/no-non-null-assertion'],
		['a silenced compiler', '// @ts-ignore\nexport const x: string = 1;\n', '@typescript-eslint/ban-ts-comment'],
	])('refuses %s in the product', async (_case, code, rule) => {
		expect(await objections('sync/plan/probe.ts', code)).toContain(rule);
	});
});
