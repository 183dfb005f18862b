import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { toStoreError } from './errors';

/** One open database: cached statements, transactions, and errors in the store's words. */
export class Connection {
	private readonly statements = new Map<string, StatementSync>();

	constructor(
		private readonly database: DatabaseSync,
		/** For messages. */
		readonly file: string,
	) {}

	/** Runs statements without parameters, e.g. a migration. */
	script(sql: string): void {
		this.database.exec(sql);
	}

	/** Returns the number of changed rows and the number given to an inserted one. */
	run(sql: string, ...values: SQLInputValue[]): { changes: number; id: number } {
		const result = this.statement(sql).run(...values);
		return { changes: Number(result.changes), id: Number(result.lastInsertRowid) };
	}

	/** `Columns` states what the statement selects. */
	get<Columns>(sql: string, ...values: SQLInputValue[]): Columns | null {
		return (this.statement(sql).get(...values) as Columns | undefined) ?? null;
	}

	all<Columns>(sql: string, ...values: SQLInputValue[]): Columns[] {
		return this.statement(sql).all(...values) as Columns[];
	}

	/** One transaction that takes the write lock at its start, so that it never fails half-way for another writer. */
	write<Result>(work: () => Result): Result {
		return this.transaction('BEGIN IMMEDIATE', work);
	}

	/** One transaction whose reads all see the same state. */
	read<Result>(work: () => Result): Result {
		return this.transaction('BEGIN', work);
	}

	close(): void {
		this.statements.clear();
		if (this.database.isOpen) this.database.close();
	}

	private transaction<Result>(begin: string, work: () => Result): Result {
		try {
			this.database.exec(begin);
			const result = work();
			this.database.exec('COMMIT');
			return result;
		} catch (error) {
			this.rollBack();
			throw toStoreError(error, this.file);
		}
	}

	private rollBack(): void {
		// SQLite ends the transaction by itself after some failures, e.g. a full disk.
		if (this.database.isOpen && this.database.isTransaction) this.database.exec('ROLLBACK');
	}

	private statement(sql: string): StatementSync {
		const cached = this.statements.get(sql);
		if (cached !== undefined) return cached;
		const statement = this.database.prepare(sql);
		this.statements.set(sql, statement);
		return statement;
	}
}
