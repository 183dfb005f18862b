import { inDays } from './conditions';
import type { Scene } from './scene';

interface Wish {
	place: string;
	zoho?: string;
	google?: string;
}

/** What the people want to see on both sides, by title. They only ever change what has come to rest. */
export class Wishes {
	private readonly wishes = new Map<string, Wish>();
	private count = 0;

	constructor(private readonly scene: Pick<Scene, 'google' | 'zoho'>) {}

	get size(): number {
		return this.wishes.size;
	}

	/** A person enters a new meeting on one side. */
	create(side: 'zoho' | 'google'): void {
		const { zoho, google } = this.scene;
		this.count += 1;
		const title = `Meeting ${String(this.count).padStart(3, '0')}`;
		const place = `Room ${this.count}`;
		const start = inDays(1 + (this.count % 60), `${String(8 + (this.count % 10)).padStart(2, '0')}:00`);
		const id = side === 'zoho' ? zoho.add(title, start, { Venue: place }) : google.add(title, start, { location: place });
		this.wishes.set(title, { place, [side]: id });
	}

	/** Somebody moves a meeting to another place, on one side. */
	move(side: 'zoho' | 'google', title: string): void {
		this.count += 1;
		this.wishOf(title).place = `Room ${this.count}`;
		const { place } = this.wishOf(title);
		if (side === 'zoho') this.scene.zoho.edit(this.idOf(side, title), { Venue: place });
		else this.scene.google.edit(this.idOf(side, title), { location: place });
	}

	/** Two people at once: one renames a meeting in the calendar, the other moves it in the CRM. */
	changeOnBothSides(title: string): void {
		const wish = this.wishOf(title);
		this.move('zoho', title);
		this.count += 1;
		const renamed = `Meeting ${String(this.count).padStart(3, '0')}`;
		this.scene.google.edit(this.idOf('google', title), { summary: renamed });
		this.wishes.delete(title);
		this.wishes.set(renamed, wish);
	}

	remove(side: 'zoho' | 'google', title: string): void {
		this.scene[side].remove(this.idOf(side, title));
		this.wishes.delete(title);
	}

	/**
	 * Twelve or thirteen changes of several kinds, each of another meeting; a deletion in every second round only keeps them below the
	 * guard, and the deletions alternate between the sides.
	 */
	changeManyThings(round: number): void {
		const titles = [...this.wishes.keys()];
		const pick = (index: number): string => titles[(round * 9 + index) % titles.length] ?? '';
		this.move('zoho', pick(0));
		this.move('zoho', pick(1));
		this.move('google', pick(2));
		this.move('google', pick(3));
		this.changeOnBothSides(pick(4));
		if (round % 2 === 0) this.remove(round % 4 === 0 ? 'zoho' : 'google', pick(5));
		for (let index = 0; index < 3; index += 1) {
			this.create('zoho');
			this.create('google');
		}
	}

	wanted(): string[] {
		return [...this.wishes].map(([title, { place }]) => `${title} in ${place}`).sort();
	}

	shown(): { zoho: string[]; google: string[] } {
		const { zoho, google } = this.scene;
		return {
			zoho: zoho.events().map(({ fields }) => `${String(fields.Event_Title)} in ${String(fields.Venue)}`).sort(),
			google: google.events().map(({ summary, location }) => `${summary} in ${location}`).sort(),
		};
	}

	areFulfilled(): boolean {
		const wanted = JSON.stringify(this.wanted());
		const { zoho, google } = this.shown();
		return JSON.stringify(zoho) === wanted && JSON.stringify(google) === wanted;
	}

	private wishOf(title: string): Wish {
		const wish = this.wishes.get(title);
		if (wish === undefined) throw new Error(`Nobody wants a meeting "${title}".`);
		return wish;
	}

	private idOf(side: 'zoho' | 'google', title: string): string {
		return side === 'zoho' ? this.scene.zoho.byTitle(title).id : (this.scene.google.byTitle(title).id ?? '');
	}
}
