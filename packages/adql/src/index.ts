export { and, call, column, compare, literal, name, or, withinCone } from './build.ts';
export { applyFixes } from './fixes.ts';
export { longestQuery, type Parsed, parseAdql } from './parse.ts';
export { namesOf, withPlainNames } from './plain-names.ts';
export { printAdql, printExpression } from './print.ts';
export { type Token, type TokenKind, tokenize } from './tokenize.ts';
export type {
  ArithmeticOperator,
  BitOperator,
  CastTarget,
  CommonTable,
  ComparisonOperator,
  Expression,
  JoinType,
  Name,
  NestedQuery,
  OrderItem,
  Query,
  SelectItem,
  SelectQuery,
  SetOperator,
  SetQuery,
  Spanned,
  TableExpression,
} from './tree.ts';
export { functionArguments, isRegularName, quoteName, reservedWords } from './words.ts';
