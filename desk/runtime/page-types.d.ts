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

/** What store.js gives: where the answers are kept. */
interface Shelf {
    /** What is kept; `text` is null when nothing is. */
    read(): Kept;
    /** Writes unless somebody else wrote since `revision`. */
    write(revision: number, text: string): Written;
    erase(): boolean;
}

interface Kept {
    revision: number;
    text: string | null;
    /** Why it cannot be read, in Japanese; empty when it can. */
    trouble: string;
}

type Written = { revision: number } | { conflict: Kept } | { trouble: 'refused' | 'full' };
