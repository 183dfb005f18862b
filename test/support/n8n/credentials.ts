import {
	ICredentials,
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

/** What a person fills in, plus `oauthTokenData` as it is after connecting. */
export interface StoredCredential {
	type: string;
	data: ICredentialDataDecryptedObject;
}

const stubNode: INode = {
	id: 'credentials',
	name: 'Credentials',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/**
 * Credentials in memory, resolved as n8n resolves them: the parents' properties under the type's own, hidden defaults filled
 * in, expressions on `$self` evaluated. n8n-core leaves this part to the application, so it has to exist here once more.
 */
export class MemoryCredentials extends ICredentialsHelper {
	private readonly stored = new Map<string, StoredCredential>();
	/** How often a token was renewed, by credential id. */
	readonly refreshes = new Map<string, number>();

	constructor(
		private readonly types: ReadonlyMap<string, ICredentialType>,
		private readonly nodeTypes: INodeTypes,
	) {
		super();
	}

	save(id: string, credential: StoredCredential): void {
		this.stored.set(id, structuredClone(credential));
	}

	/** The stored data itself; tests change it to break a token. */
	data(id: string): ICredentialDataDecryptedObject {
		const credential = this.stored.get(id);
		if (!credential) throw new Error(`No credential "${id}" in this runner`);
		return credential.data;
	}

	/** All credentials as they are now, tokens included. */
	export(): Record<string, StoredCredential> {
		return structuredClone(Object.fromEntries(this.stored));
	}

	idOfType(type: string): string | undefined {
		for (const [id, credential] of this.stored) if (credential.type === type) return id;
		return undefined;
	}

	override getParentTypes(name: string): string[] {
		const parents = this.types.get(name)?.extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override getCredentialsProperties(name: string): INodeProperties[] {
		const type = this.types.get(name);
		if (!type) return [];
		const properties: INodeProperties[] = [];
		for (const parent of type.extends ?? []) NodeHelpers.mergeNodeProperties(properties, this.getCredentialsProperties(parent));
		NodeHelpers.mergeNodeProperties(properties, type.properties);
		return properties;
	}

	override async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		reference: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.data(reference.id ?? '');
		const filled = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(type),
			{ ...stored } as INode['parameters'],
			true,
			false,
			null,
			null,
		);
		const values = { ...filled } as ICredentialDataDecryptedObject;
		if (stored.oauthTokenData !== undefined) values.oauthTokenData = structuredClone(stored.oauthTokenData);
		return this.resolveExpressions(values, mode);
	}

	private resolveExpressions(values: ICredentialDataDecryptedObject, mode: WorkflowExecuteMode): ICredentialDataDecryptedObject {
		const workflow = new Workflow({ nodes: [stubNode], connections: {}, active: false, nodeTypes: this.nodeTypes });
		const resolved = workflow.expression.getComplexParameterValue(
			stubNode,
			values as INode['parameters'],
			mode,
			{},
			undefined,
			undefined,
			values,
		);
		return resolved as ICredentialDataDecryptedObject;
	}

	override async authenticate(
		_credentials: ICredentialDataDecryptedObject,
		typeName: string,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		if (this.types.get(typeName)?.authenticate) {
			throw new Error(`The test harness signs OAuth2 requests only; "${typeName}" brings its own way`);
		}
		return request;
	}

	override async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async getCredentials(): Promise<ICredentials> {
		throw new Error('The test harness keeps no encrypted credentials');
	}

	override async updateCredentials(reference: INodeCredentialsDetails, type: string, data: ICredentialDataDecryptedObject): Promise<void> {
		this.save(reference.id ?? '', { type, data });
	}

	override async updateCredentialsOauthTokenData(
		reference: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		const id = reference.id ?? '';
		const token = data.oauthTokenData;
		if (token !== undefined) this.data(id).oauthTokenData = structuredClone(token);
		this.refreshes.set(id, (this.refreshes.get(id) ?? 0) + 1);
	}
}
