export { and, call, column, compare, literal, name, or, withinCone } from './build.ts';
export type {
  ArithmeticOperator,
  BitOperator,
  ComparisonOperator,
  Expression,
  Name,
  OrderItem,
  Query,
  SelectItem,
  SelectQuery,
  Spanned,
  TableExpression,
} from './tree.ts';
