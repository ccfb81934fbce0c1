/** What CodeMirror says of itself, in Chinese. */
export const phrases: Readonly<Record<string, string>> = {
  Completions: '补全',
  'Control character': '控制字符',
  Diagnostics: '问题',
  'No diagnostics': '没有问题',
  close: '关闭',
  'Selection deleted': '已删除所选内容',
};
