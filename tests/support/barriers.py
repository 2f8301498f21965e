"""
What a page must be for people who do not see it, or not well, or on a small
screen: JavaScript functions that a browser evaluates in the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Lists what shuts out people who hear a page, or use it by keyboard.
BARRIERS = """() => {
  const found = [], all = selector => [...document.querySelectorAll(selector)];
  const hold = (isSo, text) => { if (!isSo) found.push(text); };
  const named = e => (e.getAttribute('aria-label') || e.textContent).trim();
  hold(document.documentElement.lang, 'no lang');
  hold(document.title.trim(), 'no title');
  hold(all('h1').length === 1, all('h1').length + ' h1');
  hold(all('main').length <= 1, 'more than one main');
  const levels = all('h1, h2, h3, h4, h5, h6').map(e => Number(e.tagName[1]));
  levels.forEach((level, i) => hold(!i || level <= levels[i - 1] + 1, 'leap to h' + level));
  for (const e of all('input:not([type=hidden]), select, textarea')) {
    hold([...e.labels].some(named) || named(e), 'no label: ' + e.outerHTML);
    hold(e.getAttribute('aria-invalid') !== 'true' || e.getAttribute('aria-describedby'),
         'not said what is wrong: ' + e.outerHTML);
  }
  for (const e of all('a, button')) hold(named(e), 'no name: ' + e.outerHTML);
  for (const e of all('img')) hold(e.hasAttribute('alt'), 'no alt: ' + e.outerHTML);
  for (const e of all('nav')) hold(e.getAttribute('aria-label'), 'nav without a name');
  for (const e of all('tbody th')) hold(e.scope, 'th without a scope: ' + e.outerHTML);
  for (const name of ['aria-describedby', 'aria-labelledby', 'for'])
    for (const e of all('[' + name + ']'))
      for (const id of e.getAttribute(name).trim().split(/\\s+/))
        hold(document.getElementById(id), name + ' of nothing: ' + e.outerHTML);
  const ids = all('[id]').map(e => e.id);
  hold(new Set(ids).size === ids.length, 'an id twice');
  return found;
}"""

#: Lists text whose contrast with its ground is below what WCAG 2.2 demands in
#: 1.4.3: 4.5 to 1.
FAINT = """() => {
  const channels = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = colour => channels(colour).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const hasText = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  const contrast = e => {
    const [low, high] = [light(getComputedStyle(e).color), light(ground(e))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = [...document.body.querySelectorAll('*')].filter(
    e => hasText(e) || e.matches('input, textarea'));
  return texts.filter(e => contrast(e) < 4.5).map(e => e.outerHTML.slice(0, 200));
}"""

#: How far the page reaches beyond the window, in CSS pixels.
OVERHANG = """() => {
  const page = document.scrollingElement;
  return page.scrollWidth - page.clientWidth;
}"""


#: Lists what is to be pressed, and is smaller than a fingertip (WCAG 2.2, 2.5.5): the navigation,
#: and the buttons. The book's pages are its theme's.
SMALL = """() => document.querySelector('link[href="/style.css"]') ?
  [...document.querySelectorAll('nav a, main button')]
    .filter(e => e.getBoundingClientRect().height < 44)
    .map(e => e.outerHTML.slice(0, 200)) : []"""

#: The contrast of WCAG 2.2 in 1.4.6 as well: 7 to 1, large text 4.5 to 1.
STRICT = {"rules": {"color-contrast-enhanced": {"enabled": True}}}
#: Only what is wrong: to describe each element with which nothing is takes longer than to look.
#: No rule of ours looks into style sheets of other sites, which axe would load first.
BRIEF = {"resultTypes": ["violations"], "preload": False}

#: Runs axe-core, which is in the page already, on a part of it. Nearly all of its time goes into
#: the contrast of each piece of text, and a coloured program has thousands. Where one was measured
#: and is right, so are those that look alike, they and the grounds of what is around them. What
#: lies on something that is not around it is measured itself, and so is any text in a drawing.
RUN = """async ([part, options]) => {
  const isClear = ({ backgroundColor, backgroundImage }) =>
    backgroundColor === 'rgba(0, 0, 0, 0)' && backgroundImage === 'none';
  const grounds = new Map();
  const groundOf = e => {
    if (!(e instanceof Element)) return '';
    if (!grounds.has(e)) {
      const s = getComputedStyle(e), { opacity, mixBlendMode, filter } = s;
      const isNothing = isClear(s) && [opacity, mixBlendMode, filter].join() === '1,normal,none';
      const own = [s.backgroundColor, s.backgroundImage, opacity, mixBlendMode, filter].join();
      grounds.set(e, (isNothing ? '' : own + ' on ') + groundOf(e.parentNode));
    }
    return grounds.get(e);
  };
  const lookOf = e => {
    const { color, fontSize, fontWeight, textShadow, webkitTextStroke } = getComputedStyle(e);
    return [color, fontSize, fontWeight, textShadow, webkitTextStroke, groundOf(e)].join();
  };
  const moved = new Set(), painted = [];
  for (const e of document.body.querySelectorAll('*')) {
    const s = getComputedStyle(e);
    const isMoved = s.position !== 'static' || s.float !== 'none' || s.transform !== 'none'
      || [s.marginTop, s.marginLeft, s.marginBottom, s.marginRight].some(it => parseFloat(it) < 0);
    if (isMoved || moved.has(e.parentNode)) moved.add(e);
    if (moved.has(e) && !isClear(s)) painted.push([e, e.getBoundingClientRect()]);
  }
  const liesOnOther = e => {
    const a = e.getBoundingClientRect();
    return painted.some(([other, b]) => !other.contains(e) &&
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom);
  };
  const checks = ['color-contrast', 'color-contrast-enhanced'].map(id => axe._audit.checks[id]);
  const measure = checks.map(check => check.evaluate);
  checks.forEach((check, i) => {
    const right = new Set();
    check.evaluate = function (e, ...rest) {
      const look = e instanceof HTMLElement && !liesOnOther(e) && lookOf(e);
      if (right.has(look)) return true;
      let found = {};
      const noting = { ...this, data: data => { found = data; this.data(data); } };
      const isRight = measure[i].call(noting, e, ...rest);
      const isMeasured = found.contrastRatio && found.fgColor && found.bgColor;
      if (look && isRight && isMeasured) right.add(look);
      return isRight;
    };
  });
  try {
    const { violations } = await axe.run(part, options);
    return violations.map(each => [each.help, each.nodes.map(node => node.html)]);
  } finally {
    checks.forEach((check, i) => { check.evaluate = measure[i]; });
  }
}"""


def offences(page: Page, isStrict: bool = False, part: str = ":root") -> list[str]:
    """
    Ask axe-core what keeps somebody from using a page.

    @param isStrict: whether it asks for the higher contrast.
    @param part: what of the page is looked at, as a selector.
    @return: what it says, with the elements; nothing, where all is well.
    """
    from axe_playwright_python.sync_playwright import Axe

    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN, [part, BRIEF | (STRICT if isStrict else {})])
    return [f"{help}: {nodes}" for help, nodes in found]
