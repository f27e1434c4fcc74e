// The shapes the scripts of pages share; ../README.md, section 6, says how they work together. Read when types are checked only.

/** What desk.js gives to every part. */
interface Desk {
    readonly model: any;
    readonly data: DeskData;
    /** The value that holds now. Never changed in place. */
    value(): Value;
    /**
     * Makes a change: asks `edit` for the new value, keeps it, saves it and tells everybody who watches.
     * With problems nothing changes. `edit` may run again, on a newer value that came from another window.
     * Changes one after another with the same `together`, such as the letters of one text, are undone as one.
     */
    change(label: string, edit: (value: Value) => Value | Edited, together?: string): Problem[];
    /** Takes the last change of this page back; what was done, or `''` when there was nothing. */
    undo(): string;
    redo(): string;
    /** Calls `see` after every change of the value, wherever it came from. */
    watch(see: (cause: Cause) => void): void;
    /** Removes everything kept in this browser; the value is empty then. */
    erase(): Promise<boolean>;
    /** Today here, `2026-11-22`. */
    today(): string;
    /** This moment in UTC, `2026-11-22T09:00:00Z`. */
    now(): string;
    /** Address from this page of a page given from the top of the site, `items/x.html#y`. */
    address(path: string): string;
    /** Address from this page of a sheet, or of the row `key` on it. Which vendor's it is stands in the query: `?vendor=<id>`. */
    sheetAddress(place: SheetPlace & { key?: string }): string;
    /** Says something to screen readers, politely. */
    announce(text: string): void;
    /** Gives the reader a file. */
    download(name: string, type: string, content: string | Uint8Array): void;
    /** The name of a file for the reader, `さくら医院-回答-2026-11-22.json`; without the institution where it is not known. */
    fileName(what: string, ending: string): string;
    /** Gives the reader everything as a file, and keeps in `saved` of the value when that was. */
    saveFile(): void;
    /** Makes an element; see desk.js. */
    make: Make;
    /** Asks in a dialog; the id of the choice, `''` when the reader turned away. */
    ask(question: Question): Promise<string>;
}

type Cause = 'edit' | 'undo' | 'elsewhere' | 'erased';

interface Question {
    title: string;
    body: (Node | string)[];
    /** The first one is the recommended one. */
    choices: { id: string; label: string; danger?: boolean }[];
}

type Make = <K extends keyof HTMLElementTagNameMap>(
    tag: K,
    attributes?: Record<string, any>,
    ...children: (Node | string | null | undefined | false | (Node | string)[])[]
) => HTMLElementTagNameMap[K];

type Mount = (element: HTMLElement, desk: Desk) => void;

type Edit = (value: Value) => Value | Edited;

// ---- store.js: where answers are kept ----

/** The answers of a guide in one storage. `jissenDeskStore.shelf(site)` */
interface Shelf {
    read(): Kept;
    /** Writes unless what is kept has another revision than `base`. */
    write(base: string, revision: string, text: string): Written;
    /** Moves what cannot be read to another key, where nothing overwrites it. */
    putAside(base: string): Written;
    asides(): Aside[];
    dropAside(key: string): boolean;
    /** Removes every key of the guide, and lets other windows know that it was meant. */
    erase(): boolean;
    /** Removes every key of the guide. */
    clear(): boolean;
    /** Calls `see` for what other windows do. */
    watch(see: (change: Change) => void): void;
    /** What pages left that the hub had not acknowledged. */
    drafts(): Draft[];
    putDraft(id: string, left: Left): boolean;
    dropDraft(id: string): boolean;
    /** Removes what is kept if it has this revision. */
    dropIf(revision: string): boolean;
}

/** A `Shelf` that may be another page's. `jissenDeskStore.open(site, hubAddress)` */
interface Keeper {
    /** In the hub; in this page's storage, which others share; or, on a disk without a hub, in this page's alone. */
    place: 'hub' | 'here' | 'page';
    /** The storage of this page. */
    own: Shelf;
    read(): Promise<Kept>;
    write(base: string, revision: string, text: string): Promise<Written>;
    putAside(base: string): Promise<Written>;
    asides(): Promise<Aside[]>;
    dropAside(key: string): Promise<boolean>;
    erase(): Promise<boolean>;
    watch(see: (change: Change) => void): void;
}

interface Hub {
    call(name: string, given: string[]): Promise<any>;
    watch(see: (change: Change) => void): void;
}

interface Kept {
    /** Empty when nothing is kept. */
    revision: string;
    /** Revisions it came from, newest first. */
    line: string[];
    text: string | null;
    /** How many texts were put aside. */
    aside: number;
    trouble: Trouble;
}

type Written = { revision: string } | { conflict: Kept } | { trouble: Trouble };
/** `silent`: the hub does not answer. */
type Trouble = '' | 'refused' | 'full' | 'silent';
type Change = 'changed' | 'erased';

interface Aside {
    key: string;
    text: string;
}

/** What a page had when it was closed. */
interface Left {
    /** What was kept, as this page knew it; null when it did not know. */
    before: string | null;
    /** What may have been kept without an answer. */
    sent: { revision: string; text: string }[];
    /** What is to be kept. */
    after: string | null;
}

interface Draft extends Left {
    id: string;
}

// ---- keep.js: how answers are kept ----

/** `jissenDeskKeep.begin(…)` */
interface Keeping {
    journal(): Journal;
    state(): KeepState;
    change(label: string, edit: Edit, together?: string): Problem[];
    undo(): string;
    redo(): string;
    /** Everything as the text of a file; the value remembers when. */
    file(): string;
    erase(): Promise<boolean>;
    /** Looks for changes of other windows. */
    check(): Promise<void>;
    /** When nothing is being written. */
    settled(): Promise<void>;
    /** Takes over what pages that were closed too early left behind; gives what does not fit. To be called once. */
    leftovers(): Promise<Leftover[]>;
    asides(): Promise<Aside[]>;
    dropAside(key: string): Promise<void>;
    /** What is kept, as it is. */
    unreadableText(): Promise<string>;
    watch(see: (cause: Cause) => void): void;
    listen(see: (state: KeepState) => void): void;
}

interface KeepState {
    phase: 'still' | 'opened' | 'saved' | 'elsewhere' | 'unsaved';
    /** When it was saved or came from elsewhere; else empty. */
    at: string;
    troubles: Troubles;
}

interface Troubles {
    /** Why the last change is not kept; `wiped`, `again`: what was kept had vanished. */
    saving: Trouble | 'wiped' | 'again';
    /** `page`: without the hub. */
    place: '' | 'page';
    /** Why what is kept cannot be read, in Japanese. */
    unreadable: string;
    /** Labels of changes that another window's made impossible. */
    clash: string;
    aside: number;
}

interface Leftover {
    differences: Difference[];
    take(): Promise<boolean>;
    drop(): boolean;
}

/** The global `jissenDeskAnswer` of answer.js. */
interface AnswerForms {
    /**
     * The controls of one row, which follow every change of the value while they stand on the page. The row must be in
     * the guide; of a form for vendors, `place.vendor` must be in the list.
     */
    form(desk: Desk, place: Place): HTMLElement;
}

/** The global `jissenDeskFile` of file.js. */
interface DeskFiles {
    /** Saving, reading, moving and erasing, each under a heading of level 3. */
    panel(desk: Desk): HTMLElement;
    /** Reading alone; files may also be dropped on `area`. */
    chooser(desk: Desk, area?: HTMLElement): HTMLElement;
    /** A place for messages, with more below them; `say` fills it. What it holds beside text goes with the next change. */
    messages(desk: Desk): { element: HTMLElement; say: Say };
    /** A button that takes back the change that was just made, and says so. */
    undoButton(desk: Desk, say: Say, label: string): HTMLElement;
}

type Say = (text: string, sort?: 'done' | 'trouble', ...more: Node[]) => void;
