export { type ResultDigest, resultDigest } from './digest.ts';
export { type PermanentContext, permanentPlugin } from './plugin.ts';
export { permanentId, type Recipe, recipeOf, resultFormatVersion } from './recipe.ts';
