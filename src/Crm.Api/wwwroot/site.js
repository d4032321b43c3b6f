// Keys for those who work without a mouse; every page works without this file.
(() => {
    'use strict';

    const typing = element => element.matches('input, select, textarea, [contenteditable]');
    const rows = () => [...document.querySelectorAll('tr[data-href]')];
    let waitingForPlace = false;

    const select = step => {
        const all = rows();
        if (all.length === 0) return;
        const at = all.findIndex(row => row.classList.contains('current'));
        const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
        all.forEach(row => row.classList.toggle('current', row === next));
        next.querySelector('a')?.focus();
        next.scrollIntoView({ block: 'nearest' });
    };

    document.addEventListener('keydown', event => {
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        if (event.key === 'Escape' && typing(event.target)) { event.target.blur(); return; }
        if (typing(event.target)) return;

        if (waitingForPlace) {
            waitingForPlace = false;
            const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
            if (place) { event.preventDefault(); place.click(); }
            return;
        }

        switch (event.key) {
            case 'g': waitingForPlace = true; break;
            case '/': event.preventDefault(); document.querySelector('input[type=search]')?.focus(); break;
            case 'j': select(1); break;
            case 'k': select(-1); break;
            case 'n': document.querySelector('a[rel=next]')?.click(); break;
            case '?': document.querySelector('#keys')?.toggleAttribute('open'); break;
            default: {
                const button = document.querySelector(`button[data-press="${CSS.escape(event.key)}"]`);
                if (button) { event.preventDefault(); button.click(); return; }
                const form = document.querySelector(`details[data-key="${CSS.escape(event.key)}"]`);
                if (!form) return;
                event.preventDefault();
                form.open = true;
                form.querySelector('input:not([type=hidden]), select, textarea, button')?.focus();
            }
        }
    });

    document.addEventListener('click', event => {
        const row = event.target.closest('tr[data-href]');
        if (row && !event.target.closest('a, button, input, select, label')) location.href = row.dataset.href;
    });

    // A form is sent once, however often its button is pressed.
    document.addEventListener('submit', event => {
        const form = event.target;
        if (form.dataset.sent) { event.preventDefault(); return; }
        form.dataset.sent = 'yes';
        setTimeout(() => delete form.dataset.sent, 5000);
    });

    // The slider of a replay shows its version as it is moved: the same page is asked for and its middle is put in place.
    const live = document.querySelector('form[data-live]');
    if (live) {
        const slider = live.querySelector('input[name=version]');
        let asked = 0;
        let waiting = 0;
        const show = async () => {
            const mine = ++asked;
            const url = `${location.pathname}?version=${slider.value}`;
            const answer = await fetch(url, { credentials: 'same-origin' });
            if (!answer.ok || mine !== asked) return;
            const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
            document.querySelector('#replayed').replaceChildren(...page.querySelector('#replayed').childNodes);
            live.querySelector('nav').replaceChildren(...page.querySelector('form[data-live] nav').childNodes);
            live.querySelector('input[name=since]').value = page.querySelector('input[name=since]').value;
            history.replaceState(null, '', url);
        };
        slider.addEventListener('input', () => {
            live.querySelector('output b').textContent = slider.value;
            clearTimeout(waiting);
            waiting = setTimeout(show, 150);
        });
    }
})();
