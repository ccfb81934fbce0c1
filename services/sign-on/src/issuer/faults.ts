import { fail, type LingtaiError } from '@lingtai/diagnostics';

export function notUnderWay(): LingtaiError {
  return fail('usage', 'SIGN-ON-NOT-UNDER-WAY', {
    en: 'This sign-in was not begun in this browser, or took longer than an hour. Go back to the portal from which you came and begin again.',
    zh: '此次登录并非由本浏览器发起，或已超过一小时。请返回原门户重新登录。',
  });
}
