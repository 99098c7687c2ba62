import { Html } from '../../charts/html.ts';

/**
 * Buttons that show the page in the other language, for pages that open from a file, without a network. The choice is kept for all
 * reports, where the browser allows it. Without a script there is no switch, and the page shows the language that it was made in.
 */
export const LANGUAGE_SWITCH =
  new Html(`<div class="languages" hidden><button type="button" lang="en">English</button><button type="button" lang="ko">한국어</button></div>
<script>
(function () {
  var root = document.documentElement, buttons = document.querySelectorAll('.languages button'), key = 'lab-language';
  function kept() { try { return localStorage.getItem(key); } catch (error) { return null; } }
  function keep(language) { try { localStorage.setItem(key, language); } catch (error) { /* Only for this time. */ } }
  function label() {
    document.querySelectorAll('svg[data-ko]').forEach(function (picture) {
      if (!picture.dataset.en) picture.dataset.en = picture.getAttribute('aria-label');
      picture.setAttribute('aria-label', picture.dataset[root.lang]);
    });
  }
  function show(language) {
    root.lang = language;
    buttons.forEach(function (button) { button.setAttribute('aria-pressed', String(button.lang === language)); });
    label();
  }
  buttons.forEach(function (button) { button.addEventListener('click', function () { keep(button.lang); show(button.lang); }); });
  buttons[0].parentNode.hidden = false;
  show(kept() === 'ko' || kept() === 'en' ? kept() : root.lang);
  document.addEventListener('DOMContentLoaded', label);
})();
</script>`);
