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

	/** Somebody moves the n-th meeting to another place, on one side. */
	move(side: 'zoho' | 'google', index: number): void {
		const [title, wish] = this.pick(index);
		this.count += 1;
		wish.place = `Room ${this.count}`;
		if (side === 'zoho') this.scene.zoho.edit(this.idOf(side, title), { Venue: wish.place });
		else this.scene.google.edit(this.idOf(side, title), { location: wish.place });
	}

	/** Two people at once: one renames the n-th meeting in the calendar, the other moves it in the CRM. */
	changeOnBothSides(index: number): void {
		const [title, wish] = this.pick(index);
		this.move('zoho', index);
		this.count += 1;
		const renamed = `Meeting ${String(this.count).padStart(3, '0')}`;
		this.scene.google.edit(this.idOf('google', title), { summary: renamed });
		this.wishes.delete(title);
		this.wishes.set(renamed, wish);
	}

	remove(side: 'zoho' | 'google', index: number): void {
		const [title] = this.pick(index);
		this.scene[side].remove(this.idOf(side, title));
		this.wishes.delete(title);
	}

	/** Eleven or twelve changes of several kinds; a deletion in every second round only keeps them below the guard. */
	changeManyThings(round: number): void {
		for (const side of ['zoho', 'google'] as const) {
			for (let index = 0; index < 3; index += 1) this.create(side);
			for (let index = 0; index < 2; index += 1) this.move(side, round * 7 + index * 3 + (side === 'zoho' ? 0 : 11));
		}
		this.changeOnBothSides(round * 5 + 23);
		if (round % 2 === 0) this.remove(round % 4 === 0 ? 'zoho' : 'google', round * 3 + 31);
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

	private pick(index: number): [string, Wish] {
		const all = [...this.wishes];
		const picked = all[index % all.length];
		if (picked === undefined) throw new Error('There is no meeting yet.');
		return picked;
	}

	private idOf(side: 'zoho' | 'google', title: string): string {
		return side === 'zoho' ? this.scene.zoho.byTitle(title).id : (this.scene.google.byTitle(title).id ?? '');
	}
}
