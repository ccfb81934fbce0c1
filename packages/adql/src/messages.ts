import type { LocalText } from '@lingtai/diagnostics';

/** Every text of the parser, in one place. */

/** How a lexeme is named in a message. */
function found(text: string): LocalText {
  if (text === '') return { en: 'the end of the query', zh: '查询的结尾' };
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return { en: `"${short}"`, zh: `“${short}”` };
}

export function expected(what: LocalText, text: string): LocalText {
  const here = found(text);
  return { en: `${what.en} is expected here, not ${here.en}.`, zh: `此处应为${what.zh}，而不是${here.zh}。` };
}

export const what: Readonly<Record<string, LocalText>> = {
  select: { en: 'SELECT', zh: ' SELECT ' },
  value: { en: 'A column, number, text or function', zh: '列、数值、文本或函数' },
  name: { en: 'A name', zh: '名称' },
  table: { en: 'A table, or a sub-query in parentheses', zh: '表，或括号中的子查询' },
  wholeNumber: { en: 'A whole number without sign', zh: '无符号整数' },
  listOrQuery: { en: 'A list or a sub-query in parentheses', zh: '括号中的列表或子查询' },
  query: { en: 'A sub-query', zh: '子查询' },
  type: {
    en: 'A type such as INTEGER, DOUBLE PRECISION or VARCHAR(20)',
    zh: 'INTEGER、DOUBLE PRECISION、VARCHAR(20) 等类型',
  },
};

export function word(name: string): LocalText {
  return { en: name, zh: ` ${name} ` };
}

export function mistyped(text: string, meant: string): LocalText {
  return { en: `"${text}" stands where ${meant} is expected.`, zh: `“${text}”所在的位置应为 ${meant}。` };
}

export function reserved(text: string): LocalText {
  return {
    en: `${text.toUpperCase()} is a reserved word of ADQL; as a name it needs double quotes.`,
    zh: `${text.toUpperCase()} 是 ADQL 的保留字，作为名称时须加双引号。`,
  };
}

export function notFunction(text: string): LocalText {
  return {
    en: `${text.toUpperCase()} is a reserved word and not a function of ADQL.`,
    zh: `${text.toUpperCase()} 是保留字，不是 ADQL 的函数。`,
  };
}

export function strangeSpace(text: string): LocalText {
  const code = `U+${text.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return {
    en: `This blank is the character ${code}; ADQL has plain spaces.`,
    zh: `这个空白是字符 ${code}；ADQL 使用普通空格。`,
  };
}

export function lookAlike(text: string, meant: string): LocalText {
  return {
    en: `${found(text).en} only looks like ${meant.length > 40 ? 'plain text' : meant}.`,
    zh: `${found(text).zh}只是看上去像 ${meant.length > 40 ? '普通字符' : meant}。`,
  };
}

export const emptyName: LocalText = { en: 'A name cannot be empty.', zh: '名称不能为空。' };

export function unclosedQuote(quote: string): LocalText {
  return quote === "'"
    ? { en: "The text that begins here has no closing '.", zh: "从此处开始的文本没有结束的 '。" }
    : { en: 'The name that begins here has no closing ".', zh: '从此处开始的名称没有结束的 "。' };
}

export const foreignQuote: LocalText = {
  en: 'ADQL quotes names with double quotes ("…"), and only where they need it.',
  zh: 'ADQL 用双引号（"…"）括住名称，且仅在必要时使用。',
};

export const blockComment: LocalText = {
  en: 'ADQL has only comments that begin with --.',
  zh: 'ADQL 只有以 -- 开头的注释。',
};

export function wrongName(name: string): LocalText {
  return {
    en: `A name begins with a Latin letter and goes on with letters, digits and _; "${name}" needs double quotes.`,
    zh: `名称以拉丁字母开头，其后为字母、数字和 _；“${name}”须加双引号。`,
  };
}

export function operator(text: string, meant: string): LocalText {
  return { en: `ADQL writes ${meant} instead of ${text}.`, zh: `ADQL 中 ${text} 应写作 ${meant}。` };
}

export function unknownCharacter(text: string): LocalText {
  return {
    en: `The character ${found(text).en} has no meaning in ADQL.`,
    zh: `字符${found(text).zh}在 ADQL 中没有意义。`,
  };
}

export function tooLong(length: number, most: number): LocalText {
  return {
    en: `The query has ${length} characters; at most ${most} are read. Upload long lists as a table.`,
    zh: `查询有 ${length} 个字符，最多读取 ${most} 个。长列表请作为表上传。`,
  };
}

export function tooDeep(most: number): LocalText {
  return { en: `The query is nested more than ${most} levels deep.`, zh: `查询嵌套超过 ${most} 层。` };
}

export const empty: LocalText = { en: 'There is no query.', zh: '没有查询。' };

export const onlySelect: LocalText = {
  en: 'ADQL only reads: a query begins with SELECT or WITH.',
  zh: 'ADQL 只能读取：查询以 SELECT 或 WITH 开头。',
};

export const secondQuery: LocalText = { en: 'Only one query at a time.', zh: '一次只能有一条查询。' };

export const missingComma: LocalText = { en: 'A comma is missing here.', zh: '此处缺少逗号。' };
export const extraComma: LocalText = { en: 'This comma is one too many.', zh: '此处多了一个逗号。' };

export function unclosedParenthesis(at: string, line: number, column: number): LocalText {
  const here = found(at);
  return {
    en: `The parenthesis opened at line ${line}, column ${column} is not closed before ${here.en}.`,
    zh: `第 ${line} 行第 ${column} 列的左括号在${here.zh}之前没有闭合。`,
  };
}

export const unopened: LocalText = {
  en: 'No parenthesis was opened for this one.',
  zh: '这个右括号没有对应的左括号。',
};

export function unexpected(text: string): LocalText {
  return { en: `${found(text).en} cannot stand here.`, zh: `${found(text).zh}不能出现在此处。` };
}

export const noFrom: LocalText = {
  en: 'The query names no table: FROM is missing.',
  zh: '查询没有指明表：缺少 FROM。',
};

export function twice(clause: string): LocalText {
  return { en: `${clause} stands here a second time.`, zh: `${clause} 在此处重复出现。` };
}

export function clauseOrder(clause: string, before: string): LocalText {
  return { en: `${clause} comes before ${before}.`, zh: `${clause} 应在 ${before} 之前。` };
}

export function limit(written: string): LocalText {
  return {
    en: `ADQL has no ${written}: write TOP n after SELECT.`,
    zh: `ADQL 没有 ${written}：请在 SELECT 之后写 TOP n。`,
  };
}

export const operandOrder: LocalText = {
  en: 'A query with ORDER BY or OFFSET needs parentheses inside UNION, EXCEPT or INTERSECT.',
  zh: '在 UNION、EXCEPT、INTERSECT 中，带 ORDER BY 或 OFFSET 的查询须加括号。',
};

export const withInside: LocalText = {
  en: 'WITH stands only at the very beginning of the query.',
  zh: 'WITH 只能出现在整个查询的最前面。',
};

export const needsAlias: LocalText = {
  en: 'A sub-query in FROM needs a name: AS name.',
  zh: 'FROM 中的子查询需要名称：AS 名称。',
};

export const valueNotCondition: LocalText = {
  en: 'A condition is expected here, but this is a value: compare it with something.',
  zh: '此处应为条件，但这是一个值：请与其他值比较。',
};

export const oneEquals: LocalText = {
  en: 'In ADQL this function gives 1 or 0: compare it with 1.',
  zh: '在 ADQL 中此函数返回 1 或 0：请与 1 比较。',
};

export const conditionNotValue: LocalText = {
  en: 'A value is expected here, but this is a condition.',
  zh: '此处应为值，但这是一个条件。',
};

export const chain: LocalText = {
  en: 'Comparisons cannot be chained: join two of them by AND.',
  zh: '比较不能连写：请用 AND 连接两个比较。',
};

export const equalsNull: LocalText = {
  en: 'A comparison with NULL is never true: use IS NULL or IS NOT NULL.',
  zh: '与 NULL 比较永远不为真：请用 IS NULL 或 IS NOT NULL。',
};

export const nameForText: LocalText = {
  en: 'Double quotes make this the name of a column; a text has single quotes.',
  zh: '双引号表示列名；文本应使用单引号。',
};

export function argumentCount(name: string, wanted: string, count: number): LocalText {
  return {
    en: `${name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${count}.`,
    zh: `${name} 需要 ${wanted} 个参数，而不是 ${count} 个。`,
  };
}

export const unitText: LocalText = {
  en: "The second argument of IN_UNIT is a unit in single quotes, such as 'km/s'.",
  zh: "IN_UNIT 的第二个参数是单引号中的单位，例如 'km/s'。",
};

export function noDistinct(name: string): LocalText {
  return {
    en: `DISTINCT and * stand only in COUNT, AVG, MAX, MIN and SUM, not in ${name}.`,
    zh: `DISTINCT 与 * 只能用于 COUNT、AVG、MAX、MIN、SUM，不能用于 ${name}。`,
  };
}

export const starOnlyCount: LocalText = { en: 'Only COUNT takes *.', zh: '只有 COUNT 可以使用 *。' };

export function manyParts(most: number): LocalText {
  return { en: `A name has at most ${most} parts.`, zh: `名称最多有 ${most} 个部分。` };
}

export const naturalWithCondition: LocalText = {
  en: 'NATURAL JOIN and CROSS JOIN take neither ON nor USING.',
  zh: 'NATURAL JOIN 与 CROSS JOIN 不带 ON 或 USING。',
};

export const bigCount: LocalText = { en: 'This number is too large.', zh: '该数值过大。' };

export const emptyCase: LocalText = {
  en: 'CASE needs at least one WHEN … THEN ….',
  zh: 'CASE 至少需要一个 WHEN … THEN …。',
};

export const missingEnd: LocalText = { en: 'CASE ends with END.', zh: 'CASE 以 END 结束。' };

export function geometryOperand(name: string): LocalText {
  return {
    en: `${name} gives a geometry, which cannot be calculated with.`,
    zh: `${name} 的结果是几何对象，不能参与运算。`,
  };
}

export const joinCondition: LocalText = {
  en: 'This JOIN has neither ON nor USING: it joins every row with every row.',
  zh: '此 JOIN 没有 ON 或 USING：每行都与每行连接。',
};
