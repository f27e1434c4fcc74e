/*
 * The two buttons of the header: light or dark, and print. Classic script: no modules, no build, no network.
 * Reads and writes one key of localStorage, guide-theme. Without this script the buttons stay hidden, the colours
 * follow the system, and every page reads as before.
 */
(function guideTools() {
    'use strict';

    const KEY = 'guide-theme';
    const root = document.documentElement;

    /**
     * The choice kept from earlier, `auto` when there is none or storage is forbidden.
     * @returns {string} `auto`, `light` or `dark`
     */
    function kept() {
        try {
            const theme = localStorage.getItem(KEY);
            return theme === 'light' || theme === 'dark' ? theme : 'auto';
        } catch (error) {
            return 'auto';
        }
    }

    /** @param {string} theme `auto`, `light` or `dark` */
    function keep(theme) {
        try {
            localStorage.setItem(KEY, theme);
        } catch (error) {
            // The choice then holds for this page only.
        }
    }

    /** @param {string} theme `auto` leaves the colours to the system */
    function apply(theme) {
        if (theme === 'auto') {
            root.removeAttribute('data-guide-theme');
        } else {
            root.setAttribute('data-guide-theme', theme);
        }
    }

    apply(kept());

    const tools = document.querySelector('[data-guide-tools]');
    const select = document.querySelector('[data-guide-theme-choice]');
    const button = document.querySelector('[data-guide-print]');
    if (!tools || !(select instanceof HTMLSelectElement) || !button) {
        return;
    }
    select.value = kept();
    select.addEventListener('change', () => {
        keep(select.value);
        apply(select.value);
    });
    button.addEventListener('click', () => window.print());
    tools.removeAttribute('hidden');
})();
