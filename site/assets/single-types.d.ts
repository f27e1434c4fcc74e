// What the guide as one HTML file gives to the scripts of its pages, as window.jissenSingle. Read when types are checked only.

/**
 * Stands in for `location`, history.replaceState and script elements with an address. In a folder and on a server it is
 * not there, and scripts use those. Addresses are what they would be if the file were a folder: the page items/x.html of
 * guide.html is `…/guide.html/items/x.html`, and relative ones are resolved from there. Links with such addresses become
 * the file's own (`#/items/x#anchor`) as soon as they stand on the page.
 */
interface JissenSingle {
    /** Address of the page shown, with its parameters and its anchor. */
    readonly href: string;
    /** From `?` on; empty when there is none. */
    readonly search: string;
    /** From `#` on, of the page shown; empty when there is none. */
    readonly hash: string;
    /** Opens an address of the guide. */
    assign(address: string): void;
    /** The same, in place of the page shown: nothing goes back to it. */
    replace(address: string): void;
    /** Writes another address for what is shown already. */
    rewrite(address: string): void;
    /** Runs a script of the guide. Fails when the file does not hold it. */
    load(address: string): Promise<void>;
}

interface Window {
    jissenSingle?: JissenSingle;
}
