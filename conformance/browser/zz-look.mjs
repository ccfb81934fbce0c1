import { chromium } from 'playwright-core';

const [, , path, out, width = '1280', height = '900', ...steps] = process.argv;
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const p = await b.newPage({ viewport: { width: +width, height: +height }, locale: process.env.LOC || 'en-GB' });
p.on('console', (m) => console.log('console', m.type(), m.text()));
p.on('pageerror', (e) => console.log('ERR', e));
await p.goto('http://127.0.0.1:18431' + path);
await p.waitForTimeout(1200);
for (const s of steps) {
  const i = s.indexOf('=');
  const k = s.slice(0, i),
    v = s.slice(i + 1);
  if (k === 'click') await p.click(v);
  else if (k === 'press') await p.keyboard.press(v);
  else if (k === 'type') await p.keyboard.type(v);
  else if (k === 'wait') await p.waitForTimeout(+v);
  else if (k === 'shot') await p.screenshot({ path: v });
}
await p.screenshot({ path: out, fullPage: process.env.FULL === '1' });
console.log('overflow', await p.evaluate(() => document.documentElement.scrollWidth + ' ' + innerWidth));
await b.close();
