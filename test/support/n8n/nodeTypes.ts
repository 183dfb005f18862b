import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
	NodeHelpers,
	type ICredentialType,
	type IDataObject,
	type INodeProperties,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';
import { standInNodes } from './standIns';

const root = join(__dirname, '..', '..', '..');

interface PackageJson {
	name: string;
	n8n: { nodes: string[]; credentials: string[] };
}

function packageJson(): PackageJson {
	return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageJson;
}

/** Loads a class the way n8n does: the file `dist/…/Foo.node.js` holds a class `Foo`. Here from its TypeScript source. */
async function loadClass(compiled: string): Promise<unknown> {
	const source = join(root, compiled.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
	const name = basename(compiled).split('.')[0] ?? '';
	const module = (await import(/* @vite-ignore */ source)) as Record<string, new () => unknown>;
	const Class = module[name];
	if (!Class) throw new Error(`${source} does not hold a class ${name}`);
	return new Class();
}

/** All nodes that package.json registers, by full type name as workflows store it. */
export async function loadPackageNodes(): Promise<Map<string, INodeType>> {
	const { name, n8n } = packageJson();
	const nodes = new Map<string, INodeType>();
	for (const file of n8n.nodes) {
		const node = (await loadClass(file)) as INodeType;
		nodes.set(`${name}.${node.description.name}`, node);
	}
	return nodes;
}

/** All credential types that package.json registers (if wanted), and the parent they may have. */
export async function loadCredentialTypes(withPackage: boolean): Promise<Map<string, ICredentialType>> {
	const types = new Map<string, ICredentialType>([['oAuth2Api', oAuth2Api]]);
	for (const file of withPackage ? packageJson().n8n.credentials : []) {
		const type = (await loadClass(file)) as ICredentialType;
		types.set(type.name, type);
	}
	return types;
}

const text = (name: string, fallback = ''): INodeProperties => ({ displayName: name, name, type: 'string', default: fallback });

/** The fields of n8n's own OAuth2 parent that matter for signing and renewing; that type lives in n8n-nodes-base. */
const oAuth2Api: ICredentialType = {
	name: 'oAuth2Api',
	displayName: 'OAuth2 API',
	properties: [
		text('grantType', 'authorizationCode'),
		text('authUrl'),
		text('accessTokenUrl'),
		text('clientId'),
		text('clientSecret'),
		text('scope'),
		text('authQueryParameters'),
		text('authentication', 'header'),
	],
};

/** The registry that the engine asks. */
export class NodeTypeRegistry implements INodeTypes {
	constructor(private readonly nodes: ReadonlyMap<string, INodeType>) {}

	getByName(type: string): INodeType | IVersionedNodeType {
		const node = this.nodes.get(type) ?? standInNodes.get(type);
		if (!node) throw new Error(`Unknown node type "${type}": neither in this package nor among the harness's stand-ins`);
		return node;
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}
